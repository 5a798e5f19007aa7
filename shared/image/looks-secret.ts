/** What looks like a secret that went into an image by mistake. A guess: names and shapes, never a proof. */

const NAME = /(?:^|[_.-])(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRET|CREDENTIALS?|APIKEY|PRIVATEKEY|AUTH)(?:$|[_.-])|(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|LICENSE)[_-]?KEY|CONNECTION[_-]?STRING|(?:PASSWORD|SECRET|TOKEN)$/i;
/** Names that carry such a word and mean something else. */
const HARMLESS_NAME = /^(?:PWD|OLDPWD|SSH_AUTH_SOCK|GPG_KEYS?|.*_(?:FILE|PATH|DIR|URL|HOST|METHOD|TYPE|TTL|EXPIRY|LENGTH|ENABLED|REQUIRED))$/i;

/** Shapes that speak for themselves: keys of AWS, GitHub, GitLab, Slack, Stripe, npm, Google; a PEM key; a JWT; a password in an address. */
const SHAPES =
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}|\bxox[abprs]-[\w-]{10,}|\b[rs]k_live_\w{16,}|\bnpm_[A-Za-z0-9]{30,}|\bAIza[\w-]{35}|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+|\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,100}:[^\s/@]{3,200}@/;

/** What stands in a value before it was set. */
const PLACEHOLDER = /^(?:|x+|\*+|\$\{?\w+\}?|<.*>|none|null|nil|true|false|yes|no|0|1|changeme|change-me|example|placeholder|todo|unset|redacted)$/i;

/** Longest text that is looked at. */
const LIMIT = 20_000;

/** Whether a variable or label looks like one that holds a secret. */
export function looksSecret(name: string, value: string): boolean {
  if (SHAPES.test(value.slice(0, LIMIT))) return true;
  return NAME.test(name.slice(0, 300)) && !HARMLESS_NAME.test(name.slice(0, 300)) && !PLACEHOLDER.test(value.trim().slice(0, 300));
}

/** Whether a step of the history sets or passes something that looks like a secret. */
export function commandLooksSecret(command: string): boolean {
  const text = command.slice(0, LIMIT);
  if (SHAPES.test(text)) return true;
  return [...text.matchAll(/(?:^|\s)([A-Za-z_][A-Za-z0-9_]{1,60})=("[^"]*"|'[^']*'|\S*)/g)].some(([, name = '', value = '']) => looksSecret(name, value.replace(/^["']|["']$/g, '')));
}

export const MASK = '••••••••';

/** The same step with the values that look like secrets covered. */
export function maskCommand(command: string): string {
  return command
    .slice(0, LIMIT)
    .replace(/(^|\s)([A-Za-z_][A-Za-z0-9_]{1,60})=("[^"]*"|'[^']*'|\S*)/g, (all, before: string, name: string, value: string) => (looksSecret(name, value.replace(/^["']|["']$/g, '')) ? `${before}${name}=${MASK}` : all))
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK)
    .replace(new RegExp(SHAPES.source, 'g'), MASK);
}
