import { z } from 'zod';

const Inside = z.object({ expiration: z.number() });

/**
 * When the password of an `auths` entry ends, in epoch milliseconds: an ECR token is base64 of a JSON object with
 * `expiration` in seconds, under the user `AWS`. `undefined` for any other sign-in.
 */
export function ecrExpiry(auth: string): number | undefined {
  const [user, password] = Buffer.from(auth, 'base64').toString('utf8').split(':', 2);
  if (user !== 'AWS' || password === undefined) return undefined;
  try {
    return Inside.parse(JSON.parse(Buffer.from(password, 'base64').toString('utf8'))).expiration * 1000;
  } catch {
    return undefined;
  }
}
