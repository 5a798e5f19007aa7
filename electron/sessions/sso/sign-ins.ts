import { AppError, toWireError, type WireError } from '../../../shared/errors';
import type { SsoFlow, SsoMethod } from '../../../shared/model/sso';
import type { RegistrationCache } from './cache/registration-cache';
import type { SsoCache } from './cache/token-cache';
import type { IssuedToken } from './cache/token-file';
import { NoBrowser, signInWithBrowser } from './oidc/browser-sign-in';
import { signInWithDevice } from './oidc/device-sign-in';
import { cancelled, type SignIn } from './oidc/sign-in';
import { isNameless, type KnownSession, type OpenBrowser, type SsoClock } from './ports';
import { isSignInPage } from './sign-in-page';
import type { SsoClients } from './sso-clients';
import { classifySsoError, ssoErrorName } from './sso-errors';

export interface SignInsOptions {
  cache: SsoCache;
  registrations: RegistrationCache;
  clients: Pick<SsoClients, 'oidc'>;
  clock: SsoClock;
  openBrowser: OpenBrowser;
  /** A token was put into the cache; awaited, so that the flow ends when everybody can see the session signed in. */
  saved: (session: string) => Promise<void>;
  /** A flow began, went on, or ended. */
  changed: (session: string) => void;
}

/** How a person is reached. */
export interface SignInHow {
  method: SsoMethod;
  /** Never opens a browser: the page is only told. Then it is opened wherever, so it is a device code. */
  quiet?: boolean;
}

interface Running {
  flow: SsoFlow;
  controller: AbortController;
  done: Promise<void>;
  /** It ended well because another AWS tool has signed in. */
  isOvertaken: boolean;
}

/** Sign-ins that wait for their person: at most one a session. */
export class SignIns {
  readonly #options: SignInsOptions;
  readonly #running = new Map<string, Running>();
  readonly #errors = new Map<string, WireError>();

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  flow(session: string): SsoFlow | undefined {
    return this.#running.get(session)?.flow;
  }

  /** Why the last sign-in failed; undefined when it did not, or was cancelled. */
  error(session: string): WireError | undefined {
    return this.#errors.get(session);
  }

  /** Whether this is the page of a sign-in that runs. */
  offers(page: string): boolean {
    return [...this.#running.values()].some(({ flow }) => flow.verificationUri === page);
  }

  /** Joins the sign-in of this session that runs, or starts one. A different method ends the one that runs. The promise is its outcome. */
  start(session: KnownSession, { method, quiet = false }: SignInHow): Promise<void> {
    const before = this.#running.get(session.name);
    const wanted = isNameless(session) || quiet ? 'device' : method;
    if (before !== undefined && !before.controller.signal.aborted) {
      if (before.flow.method === wanted) return before.done;
      before.controller.abort();
    }
    const controller = new AbortController();
    const running: Running = { flow: { method: wanted }, controller, done: Promise.resolve(), isOvertaken: false };
    this.#errors.delete(session.name);
    this.#running.set(session.name, running);
    running.done = this.#run(session, running, quiet);
    // Whoever only started it hears of a failure through the state.
    running.done.catch(() => undefined);
    this.#options.changed(session.name);
    return running.done;
  }

  /** Ends a sign-in that waits; nothing happens when there is none. */
  cancel(session: string): void {
    this.#running.get(session)?.controller.abort();
  }

  /** Another AWS tool has signed this session in: nobody needs to be waited for any more. */
  overtaken(session: string): void {
    const running = this.#running.get(session);
    if (running === undefined) return;
    running.isOvertaken = true;
    running.controller.abort();
  }

  forget(session: string): void {
    this.cancel(session);
    this.#errors.delete(session);
  }

  close(): void {
    this.#running.forEach(({ controller }) => controller.abort());
  }

  async #run(session: KnownSession, running: Running, quiet: boolean): Promise<void> {
    const { cache, saved } = this.#options;
    try {
      const token = await this.#token(session, running, quiet ? () => Promise.resolve() : this.#options.openBrowser);
      if (running.controller.signal.aborted) throw cancelled();
      await cache.save(session, token);
      await saved(session.name);
    } catch (thrown) {
      if (running.isOvertaken) return;
      const error = this.#errorOf(thrown, session, running);
      if (error.code !== 'cancelled' && this.#running.get(session.name) === running) this.#errors.set(session.name, toWireError(error));
      throw error;
    } finally {
      if (this.#running.get(session.name) === running) this.#running.delete(session.name);
      this.#options.changed(session.name);
    }
  }

  async #token(session: KnownSession, running: Running, openBrowser: OpenBrowser): Promise<IssuedToken> {
    const { clients, clock, registrations } = this.#options;
    const around: SignIn = {
      session,
      oidc: clients.oidc(session),
      registrations,
      now: () => clock.now(),
      clock,
      signal: running.controller.signal,
      show: (flow) => {
        running.flow = flow;
        this.#options.changed(session.name);
      },
      openBrowser: async (url) => {
        if (!isSignInPage(url)) throw new AppError('invalid-input', 'Berth does not open this page.', { hint: 'Only https pages are opened to sign in.' });
        await openBrowser(url);
      },
    };
    if (running.flow.method === 'device') return signInWithDevice(around);
    try {
      return await signInWithBrowser(around);
    } catch (thrown) {
      if (!(thrown instanceof NoBrowser)) throw thrown;
      return signInWithDevice(around);
    }
  }

  #errorOf(thrown: unknown, session: KnownSession, { controller }: Running): AppError {
    if (controller.signal.aborted) return cancelled();
    if (ssoErrorName(thrown) === 'InvalidGrant')
      return new AppError('credentials-invalid', `IAM Identity Center did not take what the browser brought for ${session.name}.`, { hint: 'Start the sign-in again.' });
    return classifySsoError(thrown, { session: session.name, region: session.region, operation: 'the sign-in' });
  }
}
