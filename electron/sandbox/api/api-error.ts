/** What an AWS API answers when it refuses. Not an AppError: it belongs to the wire of the sandbox, clients classify it. */

/** An error with the name that the service model gives it; `status` is the HTTP status. */
export class ApiError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** ECR's sentence about an input member that breaks a constraint. */
export function invalidParameter(member: string, constraint: string): ApiError {
  return new ApiError(
    'InvalidParameterException',
    `Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`,
  );
}

/** A quota that is used up. */
export const limitExceeded = (message: string): ApiError => new ApiError('LimitExceededException', message);
