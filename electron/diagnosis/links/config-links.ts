import { broken, fine, skipped, warning } from '../cause';
import { hostOf, type Link } from './link';

/** `DOCKER_AUTH_CONFIG` comes before config.json for the hosts it names (docker/cli 28). */
export const environmentLink: Link = {
  id: 'environment',
  title: 'DOCKER_AUTH_CONFIG',
  find: (facts) => {
    const { config, ping } = facts;
    if (config === undefined) return skipped('Not looked at.');
    // docker/cli says so on standard error and goes on with config.json.
    if (config.environment.state === 'malformed') return warning('It is not JSON, so Docker passes over it.');
    if (config.signIn?.where !== 'environment') return fine(config.environment.state === 'unset' ? 'It is not set.' : `It does not name ${hostOf(facts)}.`);
    const refused = ping?.state === 'answered' && (ping.dockersSignIn === 'expired' || ping.dockersSignIn === 'refused');
    if (refused)
      return broken({
        cause: 'environment-overrides', code: 'registry-unauthorized',
        message: `DOCKER_AUTH_CONFIG has a sign-in for ${hostOf(facts)} that the registry does not take, and it comes before config.json.`,
        hint: 'Unset DOCKER_AUTH_CONFIG where Docker is called, then sign in.',
      });
    return warning(`It has the sign-in for ${hostOf(facts)}; what Berth writes to config.json is not used.`);
  },
};

export const configLink: Link = {
  id: 'config',
  title: 'Docker’s config.json',
  find: ({ config }) => {
    if (config === undefined) return skipped('Not looked at.');
    const { path, file } = config;
    switch (file.state) {
      case 'fine':
        return fine(`${path} is valid JSON.`);
      case 'missing':
        return fine(`${path} is not there yet; Docker is signed in nowhere.`);
      case 'unreadable':
        return broken({ cause: 'config-unreadable', code: 'docker-config-unwritable', message: `${path} cannot be read (${file.code}).`, hint: 'Make yourself its owner (chown) and let yourself read it (chmod 600).' });
      case 'malformed':
        return broken({
          cause: 'config-malformed', code: 'docker-config-malformed',
          message: `${path} is broken at line ${file.line}, column ${file.column}: ${file.reason}.`,
          hint: 'Correct it there; Docker cannot read any sign-in until then.',
        });
      case 'unwritable':
        // It matters only where a sign-in must be written; the sign-in's own link says so.
        return warning(`${path} cannot be written (${file.code}).`);
    }
  },
};

export const helperLink: Link = {
  id: 'helper',
  title: 'Who keeps the sign-in',
  find: (facts) => {
    const { config } = facts;
    if (config === undefined) return skipped('Not looked at.');
    const host = hostOf(facts);
    const { helper, deadHelperKey, signIn } = config;
    if (helper === undefined) {
      if (deadHelperKey !== undefined && signIn === undefined)
        return broken({
          cause: 'helper-key-never-matches', code: 'docker-config-malformed',
          message: `“${deadHelperKey}” in credHelpers never matches: Docker looks for ${host} exactly.`,
          hint: `Write ${host} as the key, without scheme and slash.`,
        });
      return fine(`${config.path} itself keeps it.`);
    }
    const program = `docker-credential-${helper.name}`;
    switch (helper.state) {
      case 'answers':
      case 'miss':
        if (config.shadowed) return warning(`${program} answers; the entry for ${host} in auths is never looked at.`);
        return fine(`${program} answers (${helper.key}).`);
      case 'missing':
        return broken({
          cause: 'helper-missing', code: 'docker-helper-failed',
          message: `Docker asks ${program} for the sign-in (${helper.key}), and that program is not on the PATH.`,
          hint: helper.name === 'berth' ? 'Switch Berth’s credential helper off and on again.' : `Install ${program}, or take “${helper.name}” out of ${helper.key}.`,
        });
      case 'fails':
        // Berth's own helper fails where the profile does: the links of the profile say how.
        if (helper.name === 'berth') return warning('Berth’s own helper could not answer.');
        return broken({
          cause: 'helper-fails', code: 'docker-helper-failed',
          message: `${program}, which keeps Docker’s sign-ins, fails.`,
          hint: `Unlock the keychain it uses, or take “${helper.name}” out of ${helper.key} and sign in again.`,
        });
      case 'silent':
        return broken({
          cause: 'helper-silent', code: 'docker-helper-failed',
          message: `${program}, which keeps Docker’s sign-ins, does not answer.`,
          hint: 'The keychain it uses is probably locked and waits for a password: unlock it.',
        });
      case 'bad-name':
        return broken({
          cause: 'helper-name-invalid', code: 'docker-config-malformed',
          message: `${helper.key} names “${helper.name}”, which cannot be the name of a program.`,
          hint: `Correct ${helper.key} in ${config.path}.`,
        });
    }
  },
};
