/** What is wrong with Docker's config.json, each with its sentence, its next step, and what Berth can do. Pure. */
import { answererFor, authsOf, helpersOf, storeOf } from '../../../../shared/docker/config-file';
import { hostOfEndpoint } from '../../../../shared/ecr/registry-host';
import type { ConfigFinding } from '../../../../shared/model/docker-config';
import { OWN_HELPER } from '../../docker-config-file';
import type { ConfigFacts } from './config-facts';
import { ecrExpiry } from './ecr-password';

/** All findings, the worst first. */
export function findings(facts: ConfigFacts): ConfigFinding[] {
  return [...aboutTheFile(facts), ...aboutHelpers(facts), ...aboutEntries(facts), ...aboutSurroundings(facts)];
}

/** A helper program by the name that config.json has for it. */
export const programOf = (helper: string): string => `docker-credential-${helper}`;

function aboutTheFile({ path, broken, marked, mode, writable }: ConfigFacts): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  if (broken === 'unreadable')
    found.push({ id: 'unreadable', kind: 'unreadable', message: `${path} cannot be read.`, hint: 'Make yourself its owner, and see that it is a file: Docker ignores it, too.' });
  else if (broken !== undefined)
    found.push({
      id: 'malformed',
      kind: 'malformed',
      message: broken === 'not-utf-8' ? `${path} is not UTF-8 text.` : `${path} is not JSON: line ${broken.line}, column ${broken.column} (${broken.reason}).`,
      hint: 'Correct it in an editor. Until then Docker uses none of it, and Berth leaves it as it is.',
    });
  if (marked)
    found.push({
      id: 'malformed:mark', kind: 'malformed', message: `${path} begins with a byte-order mark, at which Docker stops reading.`,
      hint: 'Take the mark out, or save the file as UTF-8 without it.', repair: 'Take it out',
    });
  if (!writable && broken !== 'unreadable')
    found.push({ id: 'unwritable', kind: 'unwritable', message: `${path} cannot be written, so Docker cannot be kept signed in.`, hint: 'Make yourself the owner of the file and its folder.' });
  if (mode !== undefined && (mode & 0o077) !== 0)
    found.push({
      id: 'open-to-others', kind: 'open-to-others', message: `Other users of this computer can reach the sign-ins in ${path} (its mode is ${mode.toString(8).padStart(4, '0')}).`,
      hint: 'Let only its owner read it.', repair: 'Make it private',
    });
  return found;
}

function aboutHelpers({ text = '', installed, settled, helper }: ConfigFacts): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  const store = storeOf(text);
  if (store !== undefined && settled.removedStores.includes(store))
    found.push({
      id: `helper-put-back:${store}`, kind: 'helper-put-back', message: `Another program has put ${programOf(store)} back as the helper for every registry.`,
      hint: 'Take it out again, or keep it: some programs put it back whenever they start.', repair: 'Take it out again',
    });
  else if (store !== undefined && store !== OWN_HELPER && !installed.has(store))
    found.push({
      id: `missing-helper:${store}`, kind: 'missing-helper', message: `Docker asks ${programOf(store)} for every sign-in, and it is not installed.`,
      hint: 'Install it, or take it out of credsStore: every pull fails until then.', repair: 'Take it out of the file',
    });
  const helpers = helpersOf(text);
  for (const [host, name] of helpers) {
    if (name === '' || installed.has(name) || name === OWN_HELPER) continue;
    found.push({
      id: `missing-helper:${name}@${host}`, kind: 'missing-helper', host, message: `Docker asks ${programOf(name)} for ${host}, and it is not installed.`,
      hint: 'Install it, or take it out of credHelpers: pulls from this registry fail until then.', repair: 'Take it out of the file',
    });
  }
  const lost = helper.enabled ? settled.helperHosts.filter((host) => helpers.get(host) !== OWN_HELPER) : [];
  for (const host of lost) {
    const other = helpers.get(host);
    found.push({
      id: `helper-put-back:@${host}`, kind: 'helper-put-back', host,
      message: `Another program has ${other ? `put ${programOf(other)} in charge of` : `taken Berth’s helper away from`} ${host}.`,
      hint: 'Let Berth’s helper answer for it again, or turn the helper off.', repair: 'Let Berth answer again',
    });
  }
  return [...found, ...aboutOwnHelper(store === OWN_HELPER || [...helpers.values()].includes(OWN_HELPER), helper)];
}

function aboutOwnHelper(isNamed: boolean, helper: ConfigFacts['helper']): ConfigFinding[] {
  if (helper.onPath || !(isNamed || helper.enabled)) return [];
  const what = programOf(OWN_HELPER);
  const message =
    helper.program === undefined ? `Docker is to ask ${what}, and it is not installed.` : `Docker is to ask ${what}, and it is in no folder of the PATH.`;
  const hint = helper.program === undefined ? 'Turn Berth’s credential helper on again, or take it out of the file.' : `Add the folder of ${helper.program} to the PATH, and sign in to the desktop anew.`;
  return [{ id: 'helper-not-on-path', kind: 'helper-not-on-path', message, hint, ...(isNamed && { repair: 'Take it out of the file' }) }];
}

function aboutEntries({ text = '', now, installed, served }: ConfigFacts): ConfigFinding[] {
  return [...authsOf(text)].flatMap(([key, auth]): ConfigFinding[] => {
    if (auth === '') return [];
    const host = hostOfEndpoint(key).split('/')[0] ?? key;
    const ours = served.some((one) => one.host === host);
    const expired = (ecrExpiry(auth) ?? Infinity) <= now;
    const answerer = answererFor(text, host);
    // A helper that is not there is a finding of its own, and its repair makes this entry answer again.
    if (answerer.kind === 'helper' && installed.has(answerer.helper)) {
      const message = `The sign-in for ${key} in the file is ${expired ? 'an expired one, and ' : ''}not the one Docker uses: ${programOf(answerer.helper)} answers for that registry.`;
      return [{ id: `shadowed-by-helper:${key}`, kind: 'shadowed-by-helper', host, message, hint: 'Take it out of the file: other programs may still use it.', repair: 'Take it out' }];
    }
    if (!expired) return [];
    return [
      {
        id: `stale-entry:${key}`, kind: 'stale-entry', host, message: `The sign-in for ${key} has expired: every pull from it is refused.`,
        hint: ours ? 'Sign in again; Berth keeps it fresh from then on.' : 'Sign in to that registry with Berth, or take the old sign-in out.', repair: 'Take it out',
      },
    ];
  });
}

function aboutSurroundings({ environmentHosts, served }: ConfigFacts): ConfigFinding[] {
  if (environmentHosts === undefined) return [];
  const hidden = served.filter(({ host }) => environmentHosts.includes(host)).map(({ host }) => host);
  const what = hidden.length > 0 ? hidden.join(', ') : environmentHosts.length > 0 ? environmentHosts.join(', ') : 'some registries';
  return [
    {
      id: 'environment-overrides', kind: 'environment-overrides', message: `The variable DOCKER_AUTH_CONFIG is set, and Docker takes the sign-in for ${what} from it, not from the file.`,
      hint: 'Unset it where it is set (a shell’s start-up file, a service), and start Berth and the terminal anew.',
    },
  ];
}
