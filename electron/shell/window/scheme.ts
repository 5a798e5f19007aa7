import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { CONTENT_SECURITY_POLICY, mediaTypeOf, PAGE_SCHEME, pageFile } from './page-file';

/** Declares `app:` as a secure standard scheme. Must run before Electron's `ready`, and once. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: PAGE_SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built page from `root` to this session: only files below it, only for GET, always with the policy. */
export function servePage(session: Session, root: string): void {
  session.protocol.handle(PAGE_SCHEME, async (request) => {
    const file = request.method === 'GET' ? pageFile(root, request.url) : undefined;
    if (file === undefined) return answer(404, 'Not found', 'text/plain');
    try {
      return answer(200, new Uint8Array(await readFile(file)), mediaTypeOf(file));
    } catch {
      return answer(404, 'Not found', 'text/plain');
    }
  });
}

function answer(status: number, body: string | Uint8Array<ArrayBuffer>, type: string): Response {
  return new Response(body as ConstructorParameters<typeof Response>[0], {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    },
  });
}
