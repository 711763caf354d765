/** A refusal that the caller gets to see: a status, a code, a sentence, and the fields it is about. */
export class ApiError extends Error {
  constructor(status, code, message, { details = [], headers = {} } = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details.slice(0, 50);
    this.headers = headers;
  }
}

export const invalid = (message, details) => new ApiError(400, "validation_failed", message, { details });
export const notFound = (message) => new ApiError(404, "not_found", message);
export const conflict = (message, details) => new ApiError(409, "conflict", message, { details });

export const unauthorized = () =>
  new ApiError(401, "unauthorized", "Credentials are missing or wrong.", {
    headers: { "WWW-Authenticate": "Bearer" },
  });

export const methodNotAllowed = (allow) =>
  new ApiError(405, "method_not_allowed", `This path answers ${allow} only.`, { headers: { Allow: allow } });

export const tooLarge = (limit) =>
  new ApiError(413, "payload_too_large", `The body is larger than ${limit} bytes.`);

export const notJson = () =>
  new ApiError(415, "unsupported_media_type", "The body has to be application/json.", {
    headers: { Accept: "application/json" },
  });

export const tooManyRequests = (seconds) =>
  new ApiError(429, "too_many_requests", `The quota is used up; try again in ${seconds} s.`, {
    headers: { "Retry-After": String(seconds) },
  });
