/** `src/api/generated/errors.ts`, without its header. */
export const errorsSource = `/** One thing that is wrong with a request: where, and what. */
export interface ErrorDetail {
  readonly field: string;
  readonly message: string;
}

/** The body of every error that the service itself answers with. */
export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: readonly ErrorDetail[];
  };
  readonly meta: { readonly requestId: string };
}

/** An error that the client is meant to see. Whatever else is thrown becomes a 500 that says nothing. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];

  constructor(status: number, code: string, message: string, details: readonly ErrorDetail[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Answers 501: the operation is in the contract, its handler is not written yet. */
export function notImplemented(operation: string): never {
  throw new ApiError(501, "NOT_IMPLEMENTED", \`\${operation} is not implemented yet.\`);
}

const maxDetails = 50;

export function validationFailed(details: readonly ErrorDetail[]): ApiError {
  return new ApiError(400, "VALIDATION_FAILED", "The request is not valid.", details.slice(0, maxDetails));
}

export function errorBody({ code, message, details }: ApiError, requestId: string): ErrorBody {
  return { error: { code, message, details }, meta: { requestId } };
}

/** Client errors that the framework and its parsers raise by status; their own messages may hold internals. */
const clientErrors: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["BAD_REQUEST", "The request is malformed."],
  413: ["PAYLOAD_TOO_LARGE", "The request body is too large."],
  415: ["UNSUPPORTED_MEDIA_TYPE", "The encoding of the request body is not supported."],
};

/** What the client gets to see of anything that was thrown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const status = statusOf(error);
  const [code, message] = clientErrors[status] ?? [];
  if (code !== undefined && message !== undefined) return new ApiError(status, code, message);
  return new ApiError(500, "INTERNAL_ERROR", "Something went wrong on our side.");
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null) return 500;
  if ("status" in error) return Number(error.status);
  return "statusCode" in error ? Number(error.statusCode) : 500;
}
`;
