import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate of its own making for one host, which is its own authority. Needs openssl. */
export async function selfSigned(folder: string, host: string): Promise<{ cert: string; key: string }> {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${host}`];
  await promisify(execFile)('openssl', [...made, '-addext', `subjectAltName=DNS:${host}`, '-keyout', key, '-out', cert]);
  return { cert, key };
}
