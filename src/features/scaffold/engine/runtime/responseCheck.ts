/** `src/api/generated/responseCheck.ts`, without its header. */
export const responseCheckSource = `import type { Ajv2020, ValidateFunction } from "ajv/dist/2020.js";
import type { Reply } from "./reply.ts";
import { mediaTypeOf } from "./reply.ts";
import type { Route } from "./route.ts";

/** Compares what a handler answers with the contract. @throws an error that says what is wrong with it */
export type ResponseCheck = (reply: Reply) => Promise<void>;

/** One for all operations, made when the first one answers. */
let ajv: Promise<Ajv2020> | undefined;

type Schemas = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** Makes the check of an operation's responses; its schemas are compiled when it first answers. */
export function createResponseCheck(entry: Route): ResponseCheck {
  return async (reply) => {
    const { responseSchemas } = await import("./responseSchemas.ts");
    const byStatus = responseSchemas[entry.operation] as Schemas | undefined;
    if (byStatus === undefined || Object.keys(byStatus).length === 0) return;
    const { status, body } = reply;
    const key = [String(status), \`\${Math.floor(status / 100)}XX\`, "default"].find((name) => name in byStatus);
    if (key === undefined)
      throw new Error(\`\${entry.operation} answers \${status}, which the contract does not declare.\`);
    const schemas = byStatus[key];
    if (schemas === null || schemas === undefined || isRaw(body)) return;
    const schema = schemas[mediaTypeOf(reply, entry)] ?? Object.values(schemas)[0];
    const problem = await problemOf(schema, body);
    if (problem !== undefined)
      throw new Error(
        \`\${entry.operation} answers \${status} with a body that the contract does not describe: \${problem}.\`,
      );
  };
}

const validators = new Map<unknown, ValidateFunction>();

/** What is wrong with a value by one of the schemas of \`responseSchemas.ts\`; undefined when it is valid. */
export async function problemOf(schema: unknown, value: unknown): Promise<string | undefined> {
  const { definitions } = await import("./responseSchemas.ts");
  ajv ??= createAjv(definitions);
  const validate = validators.get(schema) ?? (await ajv).compile(schema as object);
  validators.set(schema, validate);
  // What is sent is what counts: dates are text by then, and undefined members are gone.
  const sent: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  return validate(sent) ? undefined : problemText(validate.errors);
}

/** Bytes and streams. */
function isRaw(body: unknown): boolean {
  return body instanceof Uint8Array || (typeof body === "object" && body !== null && "pipe" in body);
}

async function createAjv(definitions: Readonly<Record<string, unknown>>): Promise<Ajv2020> {
  const [{ Ajv2020 }, { default: formats }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("ajv-formats"),
  ]);
  // Formats that Ajv does not know are the contract's business: no warning each time one is met.
  const instance = new Ajv2020({ strict: false, allErrors: true, logger: false });
  // The default export of a CommonJS package may be one level down.
  const addFormats = (
    typeof formats === "function" ? formats : (formats as { default: unknown }).default
  ) as (target: unknown) => void;
  addFormats(instance);
  instance.addSchema({ $id: "contract", $defs: definitions });
  return instance;
}

function problemText(errors: ValidateFunction["errors"]): string {
  const texts = (errors ?? []).map(({ instancePath, message = "is not valid" }) => {
    const field = ["body", ...instancePath.split("/").slice(1)].join(".");
    return \`\${field} \${message}\`;
  });
  return [...new Set(texts)].slice(0, 10).join("; ");
}
`;
