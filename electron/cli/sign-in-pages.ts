import type { SsoSessions } from '../sessions/sso/sso-sessions';
import type { Output } from './output/output';

/**
 * Says the page of every SSO sign-in that waits for its person while a command runs, and the code to compare there; Ctrl+C ends
 * them. Answers how to stop.
 */
export function saySignInPages(sso: Pick<SsoSessions, 'state' | 'onChange' | 'cancel'>, out: Output, signal: AbortSignal): () => void {
  const said = new Set<string>();
  const stop = sso.onChange(() => {
    for (const { name, flow } of sso.state().sessions) {
      if (flow?.verificationUri === undefined || said.has(flow.verificationUri)) continue;
      said.add(flow.verificationUri);
      out.note(flow.userCode === undefined ? `Sign in to ${name} on this page if it does not open by itself:` : `To sign in to ${name}, open this page and compare the code ${flow.userCode}:`);
      out.note(flow.verificationUri);
    }
  });
  const cancel = (): void => {
    for (const { name, flow } of sso.state().sessions) if (flow !== undefined) void sso.cancel(name);
  };
  signal.addEventListener('abort', cancel);
  return () => {
    stop();
    signal.removeEventListener('abort', cancel);
  };
}
