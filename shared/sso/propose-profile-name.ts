/** What a name of a profile is proposed from: an account and a role of IAM Identity Center. */
export interface SsoChoice {
  accountName: string;
  accountId: string;
  roleName: string;
}

const LONGEST = 64;

/**
 * A free name for the profile of an account and a role: `harbour-prod-Developer`. When that is taken the account's id takes the
 * place of its name, then a number is added. Always a valid ProfileName, and never one of `taken`.
 */
export function proposeSsoProfileName({ accountName, accountId, roleName }: SsoChoice, taken: ReadonlySet<string>): string {
  const role = tidy(roleName) || 'role';
  const words = tidy(accountName.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase();
  const wanted = fit(words === '' || words === role.toLowerCase() ? accountId : words, role);
  if (!taken.has(wanted)) return wanted;
  const byId = fit(accountId, role);
  if (!taken.has(byId)) return byId;
  for (let count = 2; ; count++) {
    const name = `${byId.slice(0, LONGEST - String(count).length - 1)}-${count}`;
    if (!taken.has(name)) return name;
  }
}

/** The account is shortened before the role: roles of one account are told apart by their ends. */
const fit = (account: string, role: string): string => {
  const short = account.slice(0, Math.max(12, LONGEST - role.length - 1)).replace(/[^A-Za-z0-9]+$/, '');
  return `${short}-${role}`.slice(0, LONGEST);
};

/** Only letters, digits and _ . @ + -, none of the signs at either end. */
const tidy = (text: string): string => text.replace(/[^A-Za-z0-9_.@+]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
