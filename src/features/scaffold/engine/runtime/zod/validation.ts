/** `src/api/generated/validation.ts` where zod validates, without its header. */
export const zodValidationSource = `import * as z from "zod";
import type { ErrorDetail } from "./errors.ts";

/** What values of a type must look like. */
export type SchemaOf<Value> = z.ZodType<Value>;

/** Returns the value when it is valid; else adds what is wrong with it. \`place\` is where it comes from: "body", "query". */
export type Validate = (value: unknown, place: string, details: ErrorDetail[]) => unknown;

/** The validator of an object with these members. */
export function membersValidator(members: Readonly<Record<string, z.ZodType>>): Validate {
  return validatorOf(z.object(members));
}

export function validatorOf(schema: z.ZodType): Validate {
  return (value, place, details) => {
    try {
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      for (const detail of toDetails(result.error.issues, place)) details.push(detail);
    } catch (error) {
      // A recursive schema ends with the stack on a value that somebody nested on purpose.
      if (!(error instanceof RangeError)) throw error;
      details.push({ field: place, message: "is nested too deeply" });
    }
    return undefined;
  };
}

/** What is wrong with a value, in our words; \`place\` is what the path starts from ("body", "query"). */
function toDetails(issues: readonly z.core.$ZodIssue[], place: string): readonly ErrorDetail[] {
  const byText = new Map<string, ErrorDetail>();
  for (const detail of issues.flatMap((issue) => detailsOf(issue, place))) {
    byText.set(\`\${detail.field}: \${detail.message}\`, detail);
  }
  return [...byText.values()];
}

function detailsOf(issue: z.core.$ZodIssue, place: string): readonly ErrorDetail[] {
  const field = [place, ...issue.path.map(String)].join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: \`\${field}.\${key}\`, message: "is not allowed" }));
  }
  if (issue.code !== "invalid_union") return [{ field, message: messageOf(issue) }];
  const types = issue.errors.flatMap((errors) => expectedType(errors) ?? []);
  if (types.length === issue.errors.length && issue.errors.length > 0) {
    const [received = ""] = issue.errors.flat().map(({ message }) => message.split(", received ")[1]);
    return [{ field, message: \`expected \${types.join(" or ")}, received \${received}\` }];
  }
  const closest = closestBranch(issue.errors);
  return closest === undefined
    ? [{ field, message: "matches none of the allowed forms" }]
    : toDetails(closest, field);
}

/** The type that an alternative asks for, where that is all it says. */
function expectedType([only, ...others]: readonly z.core.$ZodIssue[]): string | undefined {
  if (only?.code !== "invalid_type" || others.length > 0 || only.path.length > 0) return undefined;
  return only.expected;
}

/** Of the alternatives that a value fails to be, the one that it comes nearest to; none when it is near to none. */
function closestBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const inside = branches.filter(
    (issues) => issues.length > 0 && issues.every(({ path }) => path.length > 0),
  );
  return [...inside].sort((a, b) => a.length - b.length)[0];
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.message.endsWith("received undefined")
        ? "is required"
        : issue.message.replace(/^Invalid input: /, "").replace("expected int,", "expected integer,");
    case "invalid_value":
      return issue.values.length === 1
        ? \`must be \${issue.values.map(show).join()}\`
        : \`must be one of \${issue.values.map(show).join(", ")}\`;
    case "invalid_format":
      return issue.format === "regex" ? \`must match \${issue.pattern}\` : \`must be a valid \${formatName(issue.format)}\`;
    case "not_multiple_of":
      return \`must be a multiple of \${issue.divisor}\`;
    case "too_small":
      return \`must \${boundOf(issue.origin, issue.minimum, issue.inclusive === false ? "more than" : "at least")}\`;
    case "too_big":
      return \`must \${boundOf(issue.origin, issue.maximum, issue.inclusive === false ? "less than" : "at most")}\`;
    default:
      return issue.message.replace(/^Invalid input: /, "");
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}

function boundOf(origin: string, bound: number | bigint, words: string): string {
  const unit = origin === "array" ? " items" : origin === "string" ? " characters" : "";
  return \`\${unit === "" ? "be" : "have"} \${words} \${bound}\${unit}\`;
}

/** Formats as the contract calls them. */
function formatName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    datetime: "date-time",
    guid: "uuid",
    url: "uri",
    base64: "byte",
  };
  return names[name] ?? name;
}

const parts = new WeakMap<z.core.$ZodType, readonly z.core.$ZodType[]>();

/** The schemas that one of the combinations below consists of. */
export function partsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] | undefined {
  return parts.get(schema);
}

// @block combine
type Issues = readonly z.core.$ZodIssue[];

/** A schema that asks others about a value and passes it on unchanged. */
function combine<Value>(
  schemas: readonly z.ZodType[],
  issuesOf: (value: unknown) => Issues,
): z.ZodType<Value> {
  const schema = z
    .custom<Value>(() => true)
    .check((payload) => {
      for (const issue of issuesOf(payload.value)) report(payload, issue);
    });
  parts.set(schema, schemas);
  return schema;
}

// @block report
function report(payload: z.core.ParsePayload, issue: z.core.$ZodIssue): void {
  payload.issues.push({ ...issue, path: [...issue.path], input: payload.value } as z.core.$ZodRawIssue);
}

// @block issuesFrom
function issuesFrom(schema: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  return schema.safeParse(value).error?.issues ?? [];
}

// @block failure
function failure(message: string): readonly z.core.$ZodIssue[] {
  return [{ code: "custom", path: [], message, input: undefined }];
}

// @block allOf combine report issuesFrom
type All<Schemas> = Schemas extends readonly [z.ZodType<infer First>, ...infer Rest]
  ? First & All<Rest>
  : unknown;

/** The value satisfies every schema. */
export function allOf<const Schemas extends readonly z.ZodType[]>(
  ...schemas: Schemas
): z.ZodType<All<Schemas>> {
  return combine<All<Schemas>>(schemas, (value) => schemas.flatMap((schema) => issuesFrom(schema, value)));
}

// @block oneOf combine report issuesFrom failure
/** The value satisfies exactly one schema. */
export function oneOf<const Schemas extends readonly z.ZodType[]>(
  ...schemas: Schemas
): z.ZodType<z.output<Schemas[number]>> {
  return combine<z.output<Schemas[number]>>(schemas, (value) => {
    const errors = schemas.map((schema) => [...issuesFrom(schema, value)]);
    const matches = errors.filter((issues) => issues.length === 0).length;
    if (matches === 1) return [];
    if (matches > 1) return failure(\`matches \${matches} of the allowed forms and must match one\`);
    return [
      { code: "invalid_union", errors, path: [], message: "matches none of the allowed forms", input: value },
    ];
  });
}

// @block discriminated combine report issuesFrom
/** The value's property says which schema it must satisfy. */
export function discriminated<const Cases extends Readonly<Record<string, z.ZodType>>>(
  property: string,
  cases: Cases,
): z.ZodType<z.output<Cases[keyof Cases]>> {
  const names = Object.keys(cases);
  return combine<z.output<Cases[keyof Cases]>>(Object.values(cases), (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return z.looseObject({}).safeParse(value).error?.issues ?? [];
    const name = Object.hasOwn(value, property) ? (value as Record<string, unknown>)[property] : undefined;
    if (name === undefined) return [{ code: "custom", path: [property], message: "is required", input: value }];
    const schema = typeof name === "string" && Object.hasOwn(cases, name) ? cases[name] : undefined;
    if (schema !== undefined) return issuesFrom(schema, value);
    return [
      { code: "custom", path: [property], message: \`must be one of \${names.join(", ")}\`, input: value },
    ];
  });
}

// @block not combine report issuesFrom failure
/** The value does not satisfy the schema. */
export function not(schema: z.ZodType): z.ZodType<unknown> {
  return combine([], (value) =>
    issuesFrom(schema, value).length > 0 ? [] : failure("has a form that is not allowed"),
  );
}

// @block conditional combine report issuesFrom
/** A value that satisfies the first schema satisfies the second one, any other the third. */
export function conditional(condition: z.ZodType, then: z.ZodType, otherwise: z.ZodType): z.ZodType<unknown> {
  return combine([], (value) =>
    issuesFrom(issuesFrom(condition, value).length === 0 ? then : otherwise, value),
  );
}

// @block whenType combine report issuesFrom
/** What passes beside arrays or objects that satisfy a schema. */
interface Others {
  readonly string: unknown;
  readonly number: unknown;
  readonly array: string | number | boolean | null | { [key: string]: unknown };
  readonly object: string | number | boolean | null | unknown[];
}

/** A value of the type satisfies the schema; values of other types pass. */
export function whenType<const Type extends keyof Others, Value>(
  type: Type,
  schema: z.ZodType<Value>,
): z.ZodType<Value | Others[Type]> {
  // A text in a URL or a form is read as an array or an object where one is described.
  const described = type === "array" || type === "object" ? [schema] : [];
  return combine<Value | Others[Type]>(described, (value) =>
    jsonTypeOf(value) === type ? issuesFrom(schema, value) : [],
  );
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

// @block narrowed
type KindOf<Value> = Value extends string
  ? "string"
  : Value extends number
    ? "number"
    : Value extends boolean
      ? "boolean"
      : Value extends null
        ? "null"
        : Value extends readonly unknown[]
          ? "array"
          : "object";
type OfKind<Value, Kind> = Value extends unknown ? (KindOf<Value> extends Kind ? Value : never) : never;

/** The same schema, typed as what is left of it beside another one that takes values of these kinds alone. */
export function narrowed<Value, const Kinds extends readonly string[]>(
  schema: z.ZodType<Value>,
  ..._kinds: Kinds
): z.ZodType<OfKind<Value, Kinds[number]>> {
  return schema as unknown as z.ZodType<OfKind<Value, Kinds[number]>>;
}

// @block equalTo combine report failure canonical
/** The value is one of these JSON values. */
export function equalTo<const Values extends readonly unknown[]>(
  ...values: Values
): z.ZodType<Mutable<Values[number]>> {
  const allowed = new Set(values.map(canonical));
  return combine<Mutable<Values[number]>>([], (value) =>
    allowed.has(canonical(value)) ? [] : failure("is none of the allowed values"),
  );
}

type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value;

// @block canonical
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

// @block tuple combine report issuesFrom failure
type Tuple<Prefix, Rest> = Prefix extends readonly [z.ZodType<infer First>, ...infer Others]
  ? [First?, ...Tuple<Others, Rest>]
  : [Rest] extends [never]
    ? []
    : Rest[];

/** An array whose first items have schemas of their own; it may be shorter than they are many. */
export function tuple<const Prefix extends readonly z.ZodType[], Rest>(
  prefix: Prefix,
  rest: z.ZodType<Rest>,
  minItems: number,
  maxItems = Infinity,
): z.ZodType<Tuple<Prefix, Rest>> {
  return combine<Tuple<Prefix, Rest>>([], (value) => {
    if (!Array.isArray(value)) return failure("expected array");
    if (value.length < minItems || value.length > maxItems) return failure("has too few or too many items");
    return value.flatMap((item: unknown, index) =>
      issuesFrom(prefix[index] ?? rest, item).map((issue) => ({ ...issue, path: [index, ...issue.path] })),
    );
  });
}

// @block refinement
type Check<Value> = (payload: z.core.ParsePayload<Value>) => void;

function refinement<Value>(isValid: (value: Value) => boolean, message: string): Check<Value> {
  return (payload) => {
    if (isValid(payload.value)) return;
    payload.issues.push({ code: "custom", path: [], message, input: payload.value });
  };
}

// @block characters
/** Unicode characters, as JSON Schema counts them. */
function characters(text: string): number {
  return [...text].length;
}

// @block minCharacters refinement characters
export function minCharacters(minimum: number): Check<string> {
  return refinement((text) => characters(text) >= minimum, \`must have at least \${minimum} characters\`);
}

// @block maxCharacters refinement characters
export function maxCharacters(maximum: number): Check<string> {
  return refinement(
    (text) => text.length <= maximum || characters(text) <= maximum,
    \`must have at most \${maximum} characters\`,
  );
}

// @block time refinement
const timeText = /^([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?(z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$/i;

/** A time of day with an offset (RFC 3339, full-time). */
export function time(): Check<string> {
  return refinement((text) => timeText.test(text), "must be a time with an offset, such as 10:30:00Z");
}

// @block uniqueItems refinement canonical
export function uniqueItems(): Check<readonly unknown[]> {
  return refinement(
    (items) => new Set(items.map(canonical)).size === items.length,
    "must not have the same item twice",
  );
}

// @block contains refinement issuesFrom
export function contains(schema: z.ZodType, minimum: number, maximum = Infinity): Check<readonly unknown[]> {
  return refinement((items) => {
    const count = items.filter((item) => issuesFrom(schema, item).length === 0).length;
    return count >= minimum && count <= maximum;
  }, "has too few or too many of the items that it must contain");
}

// @block minProperties refinement
export function minProperties(minimum: number): Check<object> {
  return refinement(
    (value) => Object.keys(value).length >= minimum,
    \`must have at least \${minimum} properties\`,
  );
}

// @block maxProperties refinement
export function maxProperties(maximum: number): Check<object> {
  return refinement(
    (value) => Object.keys(value).length <= maximum,
    \`must have at most \${maximum} properties\`,
  );
}

// @block propertyNames refinement issuesFrom
export function propertyNames(schema: z.ZodType): Check<object> {
  return refinement(
    (value) => Object.keys(value).every((name) => issuesFrom(schema, name).length === 0),
    "has a property whose name is not allowed",
  );
}

// @block dependentRequired refinement
export function dependentRequired(needs: Readonly<Record<string, readonly string[]>>): Check<object> {
  const requirements = Object.entries(needs);
  return refinement(
    (value) =>
      requirements.every(
        ([name, others]) =>
          !Object.hasOwn(value, name) || others.every((other) => Object.hasOwn(value, other)),
      ),
    "lacks a property that another one needs",
  );
}

// @block dependentSchemas report issuesFrom
export function dependentSchemas(schemas: Readonly<Record<string, z.ZodType>>) {
  return (payload: z.core.ParsePayload<object>): void => {
    for (const [name, schema] of Object.entries(schemas)) {
      if (!Object.hasOwn(payload.value, name)) continue;
      for (const issue of issuesFrom(schema, payload.value)) report(payload, issue);
    }
  };
}

// @block patternProperties report issuesFrom
/** Properties whose name matches a pattern satisfy its schema; the rest, save the known names, satisfy \`additional\`. */
export function patternProperties(
  patterns: readonly (readonly [RegExp, z.ZodType])[],
  additional?: z.ZodType,
  known: readonly string[] = [],
) {
  return (payload: z.core.ParsePayload<object>): void => {
    for (const [name, value] of Object.entries(payload.value)) {
      const schemas = patterns.filter(([pattern]) => pattern.test(name)).map(([, schema]) => schema);
      if (schemas.length === 0 && additional !== undefined && !known.includes(name)) schemas.push(additional);
      for (const issue of schemas.flatMap((schema) => issuesFrom(schema, value))) {
        report(payload, { ...issue, path: [name, ...issue.path] });
      }
    }
  };
}

// @block onlyProperties combine report issuesFrom
/** Properties that are not among the names satisfy the schema. */
export function onlyProperties(names: readonly string[], schema: z.ZodType): z.ZodType<unknown> {
  return combine([], (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    return Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .flatMap(([name, item]) =>
        issuesFrom(schema, item).map((issue) => ({ ...issue, path: [name, ...issue.path] })),
      );
  });
}

// @block onlyItems combine report issuesFrom
/** Items after the first ones satisfy the schema. */
export function onlyItems(first: number, schema: z.ZodType): z.ZodType<unknown> {
  return combine([], (value) => {
    if (!Array.isArray(value)) return [];
    return value
      .slice(first)
      .flatMap((item: unknown, index) =>
        issuesFrom(schema, item).map((issue) => ({ ...issue, path: [first + index, ...issue.path] })),
      );
  });
}
`;
