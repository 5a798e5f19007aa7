import { join } from 'node:path';

/**
 * Where Podman, Buildah and Skopeo look for sign-ins (containers-auth.json(5)): `REGISTRY_AUTH_FILE`, else the folder of
 * this login, else the one in the home, which they read too where there is no such folder.
 */
export function podmanAuthFile({ env, home, platform }: { env: Readonly<Record<string, string | undefined>>; home: string; platform: NodeJS.Platform }): string {
  if (env.REGISTRY_AUTH_FILE) return env.REGISTRY_AUTH_FILE;
  const folder = platform === 'linux' && env.XDG_RUNTIME_DIR ? env.XDG_RUNTIME_DIR : join(home, '.config');
  return join(folder, 'containers', 'auth.json');
}
