import { halfLife, type Life } from '../refresh/life';

/** A sign-in for one registry, good for every registry of its region that policies allow. Never leaves main. */
export interface RegistryToken {
  /** `HOST[:PORT]`, from the `proxyEndpoint` of the answer. */
  host: string;
  /** The `proxyEndpoint` itself, with its scheme. */
  endpoint: string;
  username: string;
  password: string;
  /** base64 of `username:password`, as `Authorization: Basic` takes it. */
  authorization: string;
  issuedAt: Date;
  expiresAt: Date;
}

type Lived = Pick<RegistryToken, 'issuedAt' | 'expiresAt'>;

export const lifeOf = ({ issuedAt, expiresAt }: Lived): Life => ({ issuedAt: issuedAt.getTime(), expiresAt: expiresAt.getTime() });

/** Half of the token's life: the moment to renew it. */
export const refreshAt = (token: Lived): Date => new Date(halfLife(lifeOf(token)));
