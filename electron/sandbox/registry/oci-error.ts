/** An answer of refusal in the distribution specification's form, with ECR's words. */
export class OciError extends Error {
  override readonly name = 'OciError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  body(): string {
    return JSON.stringify({ errors: [{ code: this.code, message: this.message }] });
  }
}

export const blobUnknown = (): OciError => new OciError(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
export const uploadUnknown = (): OciError => new OciError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
export const digestInvalid = (): OciError => new OciError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
