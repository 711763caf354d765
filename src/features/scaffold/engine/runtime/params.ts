/** `src/api/generated/params.ts`, without its header. */
export const paramsSource = `import { parseJson, readField, readFields, readText } from "./decode.ts";
import { elementsOf, namesOf, propertyOf, takesText, typesOf } from "./shape.ts";
import type { Schema } from "./shape.ts";
import type { SchemaOf } from "./validation.ts";

/** A parameter: how it is spelled, and what it must look like. */
export interface Parameter<Value> {
  readonly schema: SchemaOf<Value>;
  /** The value as the schema's types have it, not validated yet; undefined when the request has none. */
  readonly read: (name: string, source: Source) => unknown;
}

/** A place that parameters come from: names with values that are still encoded, and how to decode one. */
export interface Source {
  readonly pairs: readonly (readonly [name: string, raw: string])[];
  readonly decode: (raw: string) => string;
}

function valuesOf(name: string, { pairs }: Source): readonly string[] {
  return pairs.filter(([key]) => key === name).map(([, raw]) => raw);
}

/** Reads a raw value that holds its parts side by side: "a,b,c" as a list, "k,1,l,2" or "k=1,l=2" as an object. */
function readParts(
  raw: string,
  delimiter: string | RegExp,
  exploded: boolean,
  schema: Schema,
  decode: Source["decode"],
): unknown {
  const types = typesOf([schema]);
  if (types.has("array")) {
    return raw === "" ? [] : raw.split(delimiter).map((part) => readText(decode(part), elementsOf([schema])));
  }
  if (!types.has("object")) return readText(decode(raw), [schema]);
  const parts = raw.split(delimiter).map(decode);
  const pairs = exploded
    ? parts.map((part) => splitOnce(part, "="))
    : parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? ""] as const] : []));
  return Object.fromEntries(pairs.map(([key, value]) => [key, readText(value, propertyOf([schema], key))]));
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Joins what comes twice although it may come once, so that validation refuses it. */
function single(values: readonly string[], read: (raw: string) => unknown): unknown {
  const [first] = values;
  if (first === undefined) return undefined;
  return values.length === 1 ? read(first) : values.map(read);
}

// @block form
/** \`?tag=a&tag=b\`; an object's properties are parameters of their own. */
export function form<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read(name, source) {
      const types = typesOf([schema]);
      const values = valuesOf(name, source);
      // A single value of what may be a text or a list is the text.
      const isText = values.length === 1 && takesText([schema]);
      if (types.has("array") && values.length > 0 && !isText) {
        return values.map((raw) => readText(source.decode(raw), elementsOf([schema])));
      }
      if (types.has("object") && !types.has("string")) return readProperties(source, schema);
      return single(values, (raw) => readText(source.decode(raw), [schema]));
    },
  };
}

function readProperties(source: Source, schema: Schema): unknown {
  const names = new Set(namesOf([schema]));
  const pairs = source.pairs.filter(([key]) => names.has(key));
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map(([key, raw]) => [key, readText(source.decode(raw), propertyOf([schema], key))]),
  );
}

// @block formCompact
/** \`?tag=a,b\` and \`?point=x,1,y,2\`. Many clients encode the whole value, commas included. */
export function formCompact<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read: (name, source) =>
      single(valuesOf(name, source), (raw) =>
        readParts(raw, raw.includes(",") ? "," : /%2C/i, false, schema, source.decode),
      ),
  };
}

// @block spaceDelimited delimited
/** \`?tag=a%20b\`. */
export function spaceDelimited<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return delimited(schema, /%20|\\+| /);
}

// @block pipeDelimited delimited
/** \`?tag=a|b\`. */
export function pipeDelimited<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return delimited(schema, /\\||%7C/i);
}

// @block tabDelimited delimited
/** \`?tag=a%09b\`. */
export function tabDelimited<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return delimited(schema, /%09|\\t/);
}

// @block simple delimited
/** \`a,b\` in a path or a header; an object is \`k,1,l,2\`. */
export function simple<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return delimited(schema, ",");
}

// @block delimited
function delimited<Value>(schema: SchemaOf<Value>, delimiter: string | RegExp): Parameter<Value> {
  return {
    schema,
    read: (name, source) =>
      single(valuesOf(name, source), (raw) => readParts(raw, delimiter, false, schema, source.decode)),
  };
}

// @block simpleExploded
/** As \`simple\`, but an object is \`k=1,l=2\`. */
export function simpleExploded<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read: (name, source) =>
      single(valuesOf(name, source), (raw) => readParts(raw, ",", true, schema, source.decode)),
  };
}

// @block label prefixed
/** \`.a,b\` in a path. */
export function label<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return prefixed(schema, () => ".", ",", false);
}

// @block labelExploded prefixed
/** \`.a.b\` in a path; an object is \`.k=1.l=2\`. */
export function labelExploded<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return prefixed(schema, () => ".", ".", true);
}

// @block matrix prefixed
/** \`;tag=a,b\` in a path. */
export function matrix<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return prefixed(schema, (name) => \`;\${name}=\`, ",", false);
}

// @block matrixExploded prefixed
/** \`;tag=a;tag=b\` in a path; an object is \`;k=1;l=2\`. */
export function matrixExploded<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read(name, source) {
      const isObject = typesOf([schema]).has("object");
      const inner = prefixed(
        schema,
        (own) => (isObject ? ";" : \`;\${own}=\`),
        isObject ? ";" : \`;\${name}=\`,
        true,
      );
      return inner.read(name, source);
    },
  };
}

// @block prefixed
function prefixed<Value>(
  schema: SchemaOf<Value>,
  prefixOf: (name: string) => string,
  delimiter: string,
  exploded: boolean,
): Parameter<Value> {
  return {
    schema,
    read: (name, source) =>
      single(valuesOf(name, source), (raw) => {
        const prefix = prefixOf(name);
        // A value without its prefix is left as it is, for validation to refuse what it must.
        const rest = raw.startsWith(prefix) ? raw.slice(prefix.length) : raw;
        return readParts(rest, delimiter, exploded, schema, source.decode);
      }),
  };
}

// @block deepObject
/** \`?filter[status]=open&filter[tags][]=a\`; a list is \`?tag[]=a&tag[]=b\`, with or without numbers. */
export function deepObject<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read(name, source) {
      const fields = source.pairs
        .filter(([key]) => key === name || key.startsWith(\`\${name}[\`))
        .map(([key, raw]) => [\`own\${key.slice(name.length)}\`, source.decode(raw)] as const);
      return readField("own", fields, [schema]);
    },
  };
}

// @block jsonContent
/** A parameter whose text is JSON. */
export function jsonContent<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read: (name, source) =>
      single(valuesOf(name, source), (raw) => {
        const text = source.decode(raw);
        try {
          return parseJson(text);
        } catch {
          return text;
        }
      }),
  };
}

// @block queryString
/** The whole query string as one form. */
export function queryString<Value>(schema: SchemaOf<Value>): Parameter<Value> {
  return {
    schema,
    read(_name, { pairs, decode }) {
      if (pairs.length === 0) return undefined;
      return readFields(
        pairs.map(([key, raw]) => [key, decode(raw)]),
        [schema],
      );
    },
  };
}
`;
