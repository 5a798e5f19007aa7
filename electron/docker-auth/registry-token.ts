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

/** Half of the token's life: the moment to renew it (as amazon-ecr-credential-helper does). */
export const refreshAt = (token: Pick<RegistryToken, 'issuedAt' | 'expiresAt'>): Date =>
  new Date((token.issuedAt.getTime() + token.expiresAt.getTime()) / 2);
