import type { ExtensionRequest } from "./shadowServer.ts";

/** A type of a stub: stored as text is, with or without a length in parentheses. */
interface StubType {
  readonly name: string;
  /** Takes one integer, as in vector(1536). */
  readonly length?: boolean;
}

interface Stub {
  readonly version: string;
  readonly schema?: string;
  readonly types?: readonly StubType[];
  /** Index methods, which behave as btree does, and their operator classes with the type that each is for. */
  readonly methods?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const vectorClasses = {
  vector_l2_ops: "vector",
  vector_ip_ops: "vector",
  vector_cosine_ops: "vector",
  halfvec_l2_ops: "halfvec",
  halfvec_ip_ops: "halfvec",
  halfvec_cosine_ops: "halfvec",
};

/** What schemas use most of the extensions that PGlite does not have. */
const stubs: Readonly<Record<string, Stub>> = {
  vector: {
    version: "0.8.0",
    types: [
      { name: "vector", length: true },
      { name: "halfvec", length: true },
      { name: "sparsevec", length: true },
    ],
    methods: { hnsw: vectorClasses, ivfflat: vectorClasses },
  },
  postgis: {
    version: "3.5.0",
    types: ["geometry", "geography", "box2d", "box3d", "raster"].map((name) => ({ name })),
  },
  h3: { version: "4.2.2", types: [{ name: "h3index" }] },
};

/** The files that make an extension known to a server without its code. */
export interface StubFiles {
  readonly control: string;
  readonly scriptName: string;
  readonly script: string;
}

/**
 * Writes an extension that has the types and index methods that schemas refer to, and no behaviour. Objects that
 * need more of it cannot be created; they are named as unproven.
 */
export function stubExtension({ name, version }: ExtensionRequest): StubFiles {
  const stub = Object.hasOwn(stubs, name) ? stubs[name] : undefined;
  const stubbed = version ?? stub?.version ?? "1.0";
  return {
    control: `comment = 'a stand-in without behaviour'\ndefault_version = '${stubbed}'\nrelocatable = true\n`,
    scriptName: `${name}--${stubbed}.sql`,
    script: [
      ...(stub?.types ?? []).map(typeScript),
      ...Object.entries(stub?.methods ?? {}).map(([method, classes]) => methodScript(method, classes)),
    ].join("\n"),
  };
}

/** Whether a name can be the name of a file of an extension, as Postgres asks too. */
export function isExtensionName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(name) && !name.includes("--");
}

/** Whether a version can be a part of a file name. */
export function isExtensionVersion(version: string): boolean {
  return /^[A-Za-z0-9._]+$/.test(version);
}

/** The operators of btree, over Postgres' own functions for text. */
const comparisons = [
  ["lt", "<", "text_lt"],
  ["le", "<=", "text_le"],
  ["eq", "=", "texteq"],
  ["ge", ">=", "text_ge"],
  ["gt", ">", "text_gt"],
] as const;

function typeScript({ name, length = false }: StubType): string {
  const modifiers = length
    ? `create function ${name}_typmod_in(cstring[]) returns integer language internal immutable strict as 'varchartypmodin';
create function ${name}_typmod_out(integer) returns cstring language internal immutable strict as 'varchartypmodout';`
    : "";
  return `create type ${name};
create function ${name}_in(cstring, oid, integer) returns ${name} language internal immutable strict as 'varcharin';
create function ${name}_out(${name}) returns cstring language internal immutable strict as 'varcharout';
${modifiers}
create type ${name} (input = ${name}_in, output = ${name}_out${
    length ? `, typmod_in = ${name}_typmod_in, typmod_out = ${name}_typmod_out` : ""
  }, like = text);
create function ${name}_cmp(${name}, ${name}) returns integer language internal immutable strict as 'bttextcmp';
${comparisons
  .map(
    ([suffix, operator, implementation]) =>
      `create function ${name}_${suffix}(${name}, ${name}) returns boolean language internal immutable strict as '${implementation}';
create operator ${operator} (leftarg = ${name}, rightarg = ${name}, function = ${name}_${suffix});`,
  )
  .join("\n")}
create operator class ${name}_ops default for type ${name} using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 ${name}_cmp(${name}, ${name});`;
}

function methodScript(method: string, classes: Readonly<Record<string, string>>): string {
  return [
    `create access method ${method} type index handler bthandler;`,
    ...Object.entries(classes).map(
      ([name, type]) =>
        `create operator class ${name} for type ${type} using ${method} as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 ${type}_cmp(${type}, ${type});`,
    ),
  ].join("\n");
}
