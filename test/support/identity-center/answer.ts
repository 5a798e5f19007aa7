/** What a handler answers with; `error` travels as AWS sends it. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

export const json = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });

/** An error of the OIDC service: OAuth's words in the body, the modelled name in a header. */
export class OidcError extends Error {
  readonly type: string;
  readonly error: string;
  readonly status: number;

  constructor(type: string, error: string, status = 400) {
    super(error);
    this.type = `${type}Exception`;
    this.error = error;
    this.status = status;
  }

  answer(echo: string): Answer {
    return { status: this.status, headers: { 'x-amzn-errortype': this.type }, body: JSON.stringify({ error: this.error, error_description: echo || null }) };
  }
}

/** An error of the portal. */
export class PortalError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number, message: string) {
    super(message);
    this.type = `${type}Exception`;
    this.status = status;
  }

  answer(echo: string): Answer {
    return {
      status: this.status,
      headers: { 'x-amzn-errortype': `${this.type}:http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/` },
      body: JSON.stringify({ message: this.message + echo, __type: `com.amazonaws.switchboard.portal#${this.type}` }),
    };
  }
}
