/** `src/api/generated/errors.ts`, without its header. */
export const errorsSource = `import { commonShape } from "./errorShapes.ts";
import type { Route } from "./route.ts";

/** One thing that is wrong with a request: where, and what. */
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

/** The form that the contract gives to an error's body. */
export interface ErrorShape {
  readonly type: string;
  readonly body: (error: ApiError, requestId: string) => unknown;
}

/** An error that the client is meant to see. Whatever else is thrown becomes a 500 that says nothing. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly details: readonly ErrorDetail[];
  /** How the contract wants errors of the operation to look, where it does not want the envelope. */
  shape?: ErrorShape;

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

/** The error for a path that nothing serves: it is not there, or no path at all ("/%zz"). @param url as it was sent */
export function nothingAt(url: string): ApiError {
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
  } catch {
    return new ApiError(400, "BAD_REQUEST", "The request is malformed.");
  }
  return new ApiError(404, "NOT_FOUND", "There is nothing at this path.");
}

const maxDetails = 50;

export function validationFailed(details: readonly ErrorDetail[]): ApiError {
  return new ApiError(400, "VALIDATION_FAILED", "The request is not valid.", details.slice(0, maxDetails));
}

/** What is wrong, for shapes that list it: the details, or the error itself when it has none. */
export function itemsOf({ message, details }: ApiError): readonly ErrorDetail[] {
  return details.length > 0 ? details : [{ field: "", message }];
}

/** A detail in one sentence, for shapes without a member for the place. */
export function describe({ field, message }: ErrorDetail): string {
  return field === "" ? message : \`\${field} \${message}\`;
}

/** The message with its first details, for shapes without a list. */
export function summaryOf({ message, details }: ApiError): string {
  if (details.length === 0) return message;
  return \`\${message} \${details.slice(0, 3).map(describe).join("; ")}\`;
}

export function errorType({ shape }: ApiError): string {
  return shape?.type ?? "application/json";
}

export function errorBody(error: ApiError, requestId: string): unknown {
  return error.shape === undefined ? envelopeOf(error, requestId) : error.shape.body(error, requestId);
}

function envelopeOf({ code, message, details }: ApiError, requestId: string): ErrorBody {
  return { error: { code, message, details }, meta: { requestId } };
}

/** Client errors that the framework and its parsers raise by status; their own messages may hold internals. */
const clientErrors: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ["BAD_REQUEST", "The request is malformed."],
  413: ["PAYLOAD_TOO_LARGE", "The request body is too large."],
  415: ["UNSUPPORTED_MEDIA_TYPE", "The encoding of the request body is not supported."],
};

const shapesByError = new WeakMap<object, Readonly<Record<string, ErrorShape>>>();

/** Remembers in which shapes an operation wants its errors; whatever was thrown stays what it is. */
export function rememberShapes(error: unknown, { errors = {} }: Route): unknown {
  if (typeof error === "object" && error !== null) shapesByError.set(error, errors);
  return error;
}

/** What the client gets to see of anything that was thrown. */
export function toApiError(error: unknown): ApiError {
  const answer = apiErrorOf(error);
  const shapes = typeof error === "object" && error !== null ? shapesByError.get(error) : undefined;
  const shape = shapes === undefined ? commonShape : shapeFor(answer.status, shapes);
  if (shape !== undefined) answer.shape = shape;
  return answer;
}

function shapeFor(status: number, shapes: Readonly<Record<string, ErrorShape>>): ErrorShape | undefined {
  return shapes[status] ?? shapes[\`\${Math.floor(status / 100)}XX\`] ?? shapes["default"];
}

function apiErrorOf(error: unknown): ApiError {
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
