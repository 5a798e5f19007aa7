import { toAppError } from '../../shared/errors';
import type { SessionsState } from '../../shared/model/session';
import type { DockerSignIn } from '../docker-auth/docker-sign-in';
import type { AwsSessions } from './aws-sessions';

export interface SessionsOptions {
  docker: DockerSignIn;
  aws: AwsSessions;
}

/** What a person does with sessions: signs Docker in and out, and is asked for what only they can give. */
export class Sessions {
  readonly #docker: DockerSignIn;
  readonly #aws: AwsSessions;

  constructor({ docker, aws }: SessionsOptions) {
    this.#docker = docker;
    this.#aws = aws;
  }

  state(): SessionsState {
    return { sessions: this.#docker.rows(), aws: this.#aws.rows() };
  }

  onChange(listener: () => void): () => void {
    const stops = [this.#docker.onChange(listener), this.#aws.onChange(listener)];
    return () => stops.forEach((stop) => stop());
  }

  /** Reads what is signed in, without keeping it so: for a single command. */
  async load(): Promise<void> {
    this.#aws.start();
    await this.#docker.load();
  }

  /** Resumes what the last run had signed in. */
  async start(): Promise<void> {
    this.#aws.start();
    await this.#docker.start();
  }

  close(): void {
    this.#docker.close();
    this.#aws.close();
  }

  /** Opens the AWS session of a profile, whether it is open or not. @throws AppError; `cancelled` when the person declines. */
  open(profile: string): Promise<void> {
    return this.#aws.open(profile);
  }

  /** Signs Docker in, asking the person first for what the profile needs of them. @throws AppError. */
  signIn(profile: string, region?: string): Promise<void> {
    return this.#opened(profile, () => this.#docker.signIn(profile, region));
  }

  /** Signs Docker in to ECR Public with a profile. @throws AppError. */
  signInPublic(profile: string): Promise<void> {
    return this.#opened(profile, () => this.#docker.signInPublic(profile));
  }

  /**
   * Signs every profile in: those that need nobody at once, then one question after the other. A failure stops no other.
   * @throws AppError of the first that failed.
   */
  async signInAll(): Promise<void> {
    const shut = this.#aws.shut();
    const results = await Promise.allSettled([this.#docker.signInAll()]);
    if (shut.length > 0) {
      // Those that could not yet be signed in are told of after the questions.
      results.pop();
      for (const profile of shut) {
        // What was opened for another profile needs no second question.
        if (this.#aws.needsPerson(profile)) results.push(...(await Promise.allSettled([this.#aws.open(profile)])));
      }
      results.push(...(await Promise.allSettled([this.#docker.signInAll()])));
    }
    const failed = results.find((result) => result.status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  signOut(profile: string, region: string): Promise<void> {
    return this.#docker.signOut(profile, region);
  }

  signOutPublic(): Promise<void> {
    return this.#docker.signOutPublic();
  }

  signOutAll(): Promise<void> {
    return this.#docker.signOutAll();
  }

  /** A session may also turn out to be over only when AWS is asked; a person is asked once all the same. */
  async #opened(profile: string, act: () => Promise<void>): Promise<void> {
    const isShut = this.#aws.needsPerson(profile);
    if (isShut) await this.#aws.open(profile);
    try {
      await act();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (isShut || (code !== 'mfa-required' && code !== 'session-expired')) throw thrown;
      await this.#aws.open(profile);
      await act();
    }
  }
}
