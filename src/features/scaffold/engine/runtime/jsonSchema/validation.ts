/** `src/api/generated/validation.ts` where Ajv validates, without its header. */
export const jsonSchemaValidationSource = `import { Ajv2020 } from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { ErrorDetail } from "./errors.ts";
import { definitions } from "./schemas.ts";

declare const valueType: unique symbol;

/** A JSON Schema (2020-12), and the type of the values that it describes. */
export type SchemaOf<Value> =
  | boolean
  | { readonly [keyword: string]: unknown; readonly [valueType]?: Value; readonly [absence]?: Absence };

export type Schema = SchemaOf<unknown>;

/** What a member may be instead of present: absent, or this value. */
interface Absence {
  readonly value?: unknown;
}

const absence = Symbol("absence");

/** How schemas refer to the named ones: "contract#/$defs/Order". */
export const referencePrefix = "contract#/$defs/";

/** Returns the value when it is valid; else adds what is wrong with it. \`place\` is where it comes from: "body", "query". */
export type Validate = (value: unknown, place: string, details: ErrorDetail[]) => unknown;

/** The validator of an object with these members, which are required unless they say something else. */
export function membersValidator(members: Readonly<Record<string, Schema>>): Validate {
  const absences = Object.entries(members).map(([name, schema]) => [name, absenceOf(schema)] as const);
  const validate = validatorOf({
    type: "object",
    properties: members,
    required: absences.filter(([, found]) => found === undefined).map(([name]) => name),
  });
  const defaults = absences.flatMap(([name, found]) =>
    found !== undefined && "value" in found ? [[name, found.value] as const] : [],
  );
  return (value, place, details) => validate({ ...Object.fromEntries(defaults), ...Object(value) }, place, details);
}

function absenceOf(schema: Schema): Absence | undefined {
  return typeof schema === "boolean" ? undefined : schema[absence];
}

/** Compiles the schema when the first value arrives. */
export function validatorOf(schema: Schema): Validate {
  let run: ValidateFunction | undefined;
  return (value, place, details) => {
    try {
      run ??= ajv.compile(schema);
      if (run(value)) return value;
      for (const detail of toDetails(run.errors ?? [], place)) details.push(detail);
    } catch (error) {
      // A recursive schema ends with the stack on a value that somebody nested on purpose.
      if (!(error instanceof RangeError)) throw error;
      details.push({ field: place, message: "is nested too deeply" });
    }
    return undefined;
  };
}

const ajv = createAjv();

function createAjv(): Ajv2020 {
  const instance = new Ajv2020({
    allErrors: true,
    // Errors then carry the values and schemas that they are about.
    verbose: true,
    // Whatever the contract calls a property, it is not one of those that every object has.
    ownProperties: true,
    multipleOfPrecision: 9,
    strict: false,
    validateSchema: false,
    logger: false,
    code: { regExp: Object.assign(regExp, { code: "regExp" }) },
  });
  // The default export of a CommonJS package may be one level down.
  const addFormats = (typeof formats === "function" ? formats : (formats as { default: unknown }).default) as (
    target: Ajv2020,
  ) => void;
  addFormats(instance);
  instance.addKeyword({
    keyword: "file",
    validate: (_: unknown, value: unknown) => value instanceof File,
    error: { message: "must be a file" },
  });
  // Ajv compares all items with each other, which a client could make expensive.
  instance.removeKeyword("uniqueItems");
  instance.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    validate: (_: unknown, items: readonly unknown[]) => new Set(items.map(canonical)).size === items.length,
    error: { message: "must not have the same item twice" },
  });
  instance.addSchema({ $id: "contract", $defs: definitions });
  return instance;
}

/** A regular expression in Unicode mode where it can be, as many a pattern escapes more than that allows. */
export function regExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
}

/** JSON with sorted keys: equal for values that are equal. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? "undefined"
  );
}

/** What is wrong with a value, in our words. */
function toDetails(errors: readonly ErrorObject[], place: string): readonly ErrorDetail[] {
  const byText = new Map<string, ErrorDetail>();
  for (const detail of outermost(errors).flatMap((error) => detailsOf(error, place))) {
    byText.set(\`\${detail.field}: \${detail.message}\`, detail);
  }
  return byText.size === 0 ? [{ field: place, message: "is not valid" }] : [...byText.values()];
}

/** Before Ajv says that no alternative fits, it lists what each of them objects to: that is left out here. */
function outermost(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const found: ErrorObject[] = [];
  for (let index = errors.length - 1; index >= 0; index--) {
    const error = errors[index];
    if (error === undefined || error.propertyName !== undefined) continue;
    found.push(error);
    if (isChoice(error)) index -= objections(error).flat().length;
  }
  return found.reverse();
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === "anyOf" || keyword === "oneOf";
}

/** What the alternatives object to, one after the other as far as Ajv tried them. */
function objections({ schema, data }: ErrorObject): readonly (readonly ErrorObject[])[] {
  const tried: (readonly ErrorObject[])[] = [];
  for (const alternative of schema as readonly Schema[]) {
    if (tried.filter((errors) => errors.length === 0).length > 1) break;
    const validate = ajv.compile(alternative);
    tried.push(validate(data) ? [] : [...(validate.errors ?? [])]);
  }
  return tried;
}

function detailsOf(error: ErrorObject, place: string): readonly ErrorDetail[] {
  const names = error.instancePath.split("/").slice(1);
  const field = [place, ...names.map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))].join(".");
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params as Readonly<
    Record<string, string | undefined>
  >;
  if (error.keyword === "required") return [{ field: \`\${field}.\${missingProperty}\`, message: "is required" }];
  const undescribed = additionalProperty ?? unevaluatedProperty;
  if (undescribed !== undefined) return [{ field: \`\${field}.\${undescribed}\`, message: "is not allowed" }];
  // What the branch objects to says enough.
  if (error.keyword === "if") return [];
  return isChoice(error) ? choiceDetails(error, field) : [{ field, message: messageOf(error) }];
}

/** Of the alternatives that a value fails to be, the one that it comes nearest to; none when it is near to none. */
function choiceDetails(error: ErrorObject, field: string): readonly ErrorDetail[] {
  const perAlternative = objections(error);
  const matches = perAlternative.filter((errors) => errors.length === 0).length;
  if (matches > 1) return [{ field, message: \`matches \${matches} of the allowed forms and must match one\` }];
  const details = perAlternative
    .filter((errors) => !errors.every(isNullExpected))
    .map((errors) => toDetails(errors, field));
  const [only] = details;
  if (details.length === 1 && only !== undefined) return only;
  const inside = details.filter((list) => list.every((detail) => detail.field !== field));
  const [closest] = inside.sort((a, b) => a.length - b.length);
  return closest ?? [{ field, message: "matches none of the allowed forms" }];
}

function isNullExpected({ keyword, schema }: ErrorObject): boolean {
  return keyword === "type" && schema === "null";
}

function messageOf({ keyword, schema, data, message = "is not valid" }: ErrorObject): string {
  const words = Object.hasOwn(sentences, keyword) ? sentences[keyword] : undefined;
  return words === undefined ? message : words(schema, data);
}

const sentences: Readonly<Record<string, (schema: unknown, data: unknown) => string>> = {
  type: (types, data) => \`expected \${typeNames(types, data)}, received \${jsonTypeOf(data)}\`,
  enum: (values) => \`must be one of \${(values as readonly unknown[]).map(show).join(", ")}\`,
  const: (value) => \`must be \${show(value)}\`,
  format: (format) => \`must be a valid \${String(format)}\`,
  pattern: (pattern) => \`must match \${String(regExp(String(pattern)))}\`,
  minLength: (bound) => \`must have at least \${String(bound)} characters\`,
  maxLength: (bound) => \`must have at most \${String(bound)} characters\`,
  minItems: (bound) => \`must have at least \${String(bound)} items\`,
  maxItems: (bound) => \`must have at most \${String(bound)} items\`,
  minProperties: (bound) => \`must have at least \${String(bound)} properties\`,
  maxProperties: (bound) => \`must have at most \${String(bound)} properties\`,
  minimum: (bound) => \`must be at least \${String(bound)}\`,
  maximum: (bound) => \`must be at most \${String(bound)}\`,
  exclusiveMinimum: (bound) => \`must be more than \${String(bound)}\`,
  exclusiveMaximum: (bound) => \`must be less than \${String(bound)}\`,
  multipleOf: (divisor) => \`must be a multiple of \${String(divisor)}\`,
  contains: () => "has too few or too many of the items that it must contain",
  not: () => "has a form that is not allowed",
  "false schema": () => "is not allowed",
  propertyNames: () => "has a property whose name is not allowed",
  dependentRequired: () => "lacks a property that another one needs",
};

/** Of what is no number at all, it does not matter that the number is to be whole. */
function typeNames(types: unknown, data: unknown): string {
  const names = [types].flat().map(String);
  return names.map((name) => (name === "integer" && typeof data !== "number" ? "number" : name)).join(" or ");
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

// @block optional
/** A member that may be absent. */
export function optional<Value>(schema: SchemaOf<Value>): SchemaOf<Value> {
  return { ...Object(schema === false ? { not: {} } : schema), [absence]: {} };
}

// @block withDefault
/** A member that has a value when it is absent. */
export function withDefault<Value>(schema: SchemaOf<Value>, value: Value): SchemaOf<Value> {
  return { ...Object(schema === false ? { not: {} } : schema), [absence]: { value } };
}
`;
