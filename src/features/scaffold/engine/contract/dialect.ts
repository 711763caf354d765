import { UserError } from "../../../../shared/userError.ts";
import { stringAt, valueAt } from "./value.ts";

/** The families of OpenAPI whose schemas mean different things: 2.0, 3.0, and 3.1 with everything after. */
export type Dialect = "2.0" | "3.0" | "3.1";

/** The dialect that a root document declares. @throws UserError when it declares none that we know. */
export function dialectOf(root: unknown): Dialect {
  const swagger = versionAt(root, "swagger");
  const openapi = versionAt(root, "openapi");
  if (swagger?.startsWith("2") === true) return "2.0";
  if (openapi?.startsWith("3.0") === true) return "3.0";
  if (openapi?.startsWith("3.") === true) return "3.1";
  throw new UserError(
    openapi === undefined && swagger === undefined
      ? "The document is not an OpenAPI description; it needs a root key such as `openapi: 3.1.0`."
      : `OpenAPI ${openapi ?? swagger ?? ""} is not supported; use 2.0, 3.0, 3.1 or 3.2.`,
  );
}

function versionAt(root: unknown, key: string): string | undefined {
  const value = valueAt(root, key);
  // `swagger: 2.0` without quotes is a number in YAML, and so is `openapi: 3.1`.
  return typeof value === "number"
    ? Number.isInteger(value)
      ? `${value}.0`
      : String(value)
    : stringAt(root, key);
}
