/** Fixed fields of a path item that are operations; `query` since OpenAPI 3.2. */
export const operationMethods: ReadonlySet<string> = new Set([
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "query",
]);
