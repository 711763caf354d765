import fc from "fast-check";

/** A schema as data: from a small pool of names, so that two of them have much in common. */
export interface GeneratedSchema {
  readonly labels: readonly string[];
  readonly domainCheck: number;
  readonly domainType: string;
  readonly functions: readonly GeneratedFunction[];
  readonly tables: readonly GeneratedTable[];
  readonly publish: boolean;
}

interface GeneratedFunction {
  readonly argument: string;
  readonly result: string;
  readonly body: number;
}

interface GeneratedTable {
  readonly columns: readonly GeneratedColumn[];
  readonly key: "identity" | "serial" | "plain";
  readonly references: number | null;
  readonly index: number;
  readonly view: "none" | "view" | "nested" | "materialized";
  readonly unlogged: boolean;
  readonly rowSecurity: boolean;
  readonly trigger: "none" | "enabled" | "disabled";
  readonly comment: string | null;
  readonly granted: boolean;
}

interface GeneratedColumn {
  readonly type: string;
  readonly nullable: boolean;
  readonly default: boolean;
  readonly check: boolean;
  readonly unique: boolean;
  readonly storage: boolean;
}

/** Values for defaults and checks of each type. */
const types: Readonly<
  Record<string, { readonly default: string; readonly check: (column: string) => string }>
> = {
  integer: { default: "1", check: (column) => `${column} >= 0` },
  bigint: { default: "2", check: (column) => `${column} > -5` },
  text: { default: "'it''s'", check: (column) => `${column} <> ''` },
  "varchar(20)": { default: "'v'", check: (column) => `length(${column}) < 20` },
  "numeric(10,2)": { default: "1.5", check: (column) => `${column} < 100` },
  timestamptz: { default: "now()", check: (column) => `${column} > '2000-01-01'` },
  jsonb: { default: "'{}'", check: (column) => `${column} is not null` },
  "integer[]": { default: "'{1}'", check: (column) => `cardinality(${column}) < 9` },
  "app.mood": { default: "'calm'", check: (column) => `${column} <> 'calm'` },
  "app.amount": { default: "3", check: (column) => `${column} < 1000` },
};

const column: fc.Arbitrary<GeneratedColumn> = fc.record({
  type: fc.constantFrom(...Object.keys(types)),
  nullable: fc.boolean(),
  default: fc.boolean(),
  check: fc.boolean(),
  unique: fc.boolean(),
  storage: fc.boolean(),
});

const table: fc.Arbitrary<GeneratedTable> = fc.record({
  columns: fc.array(column, { minLength: 1, maxLength: 4 }),
  key: fc.constantFrom("identity", "serial", "plain"),
  references: fc.option(fc.nat(3), { freq: 2 }),
  index: fc.nat(5),
  view: fc.constantFrom("none", "view", "nested", "materialized"),
  unlogged: fc.boolean(),
  rowSecurity: fc.boolean(),
  trigger: fc.constantFrom("none", "enabled", "disabled"),
  comment: fc.option(fc.constantFrom("plain", "it's", "back\\slash"), { freq: 2 }),
  granted: fc.boolean(),
});

export const generatedSchema: fc.Arbitrary<GeneratedSchema> = fc.record({
  labels: fc.shuffledSubarray(["low", "high", "odd'one", "last"]).map((labels) => ["calm", ...labels]),
  domainCheck: fc.nat(2),
  domainType: fc.constantFrom("integer", "bigint"),
  functions: fc.array(
    fc.record({
      argument: fc.constantFrom("x", "y"),
      result: fc.constantFrom("integer", "bigint"),
      body: fc.nat(2),
    }),
    { maxLength: 2 },
  ),
  tables: fc.array(table, { maxLength: 4 }),
  publish: fc.boolean(),
});

/** The schema as SQL, for an empty database with a role `reader`. */
export function schemaSql(schema: GeneratedSchema): string {
  const { labels, domainCheck, domainType, functions, tables, publish } = schema;
  return [
    "create schema app",
    `create type app.mood as enum (${labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(", ")})`,
    `create domain app.amount as ${domainType} ${["", "check (value >= 0)", "check (value >= 1)"][domainCheck] ?? ""}`,
    "create function app.touch() returns trigger language plpgsql as 'begin return new; end'",
    ...functions.map(
      ({ argument, result, body }, position) =>
        `create function app.f${position}(${argument} integer) returns ${result} immutable language sql as 'select ${body}::${result}'`,
    ),
    ...tables.map((one, position) => tableSql(one, position, functions.length)),
    ...tables.flatMap(({ references }, position) => foreignKey(references, position, tables)),
    ...tables.flatMap((one, position) => extras(one, position)),
    ...(publish && tables.length > 0 && tables[0]?.unlogged === false
      ? ["create publication feed for table app.t0"]
      : []),
  ].join(";\n");
}

function tableSql({ columns, key, unlogged }: GeneratedTable, position: number, functions: number): string {
  const keys = { identity: "integer generated always as identity", serial: "serial", plain: "integer" };
  const lines = columns.map((one, number) => {
    const name = `c${number}`;
    const { default: value, check } = types[one.type] ?? { default: "null", check: () => "true" };
    return [
      `${name} ${one.type}`,
      one.default ? `default ${value}` : "",
      one.nullable ? "" : "not null",
      one.check ? `check (${check(name)})` : "",
      one.unique && one.type !== "jsonb" ? "unique" : "",
    ].join(" ");
  });
  const called = functions > 0 ? [`d integer default app.f0(${position})`] : [];
  const kind = unlogged ? "unlogged table" : "table";
  return `create ${kind} app.t${position} (id ${keys[key]} primary key, ref integer, ${[...lines, ...called].join(", ")})`;
}

/** Permanent tables refer to permanent ones only. */
function foreignKey(
  references: number | null,
  position: number,
  tables: readonly GeneratedTable[],
): string[] {
  const target = references === null ? undefined : tables[references];
  if (target === undefined || target.unlogged !== tables[position]?.unlogged) return [];
  return [
    `alter table app.t${position} add constraint fk foreign key (ref) references app.t${String(references)} on delete cascade`,
  ];
}

function extras(one: GeneratedTable, position: number): string[] {
  const name = `app.t${position}`;
  const indexes = [
    [],
    [`create index i${position} on ${name} (ref)`],
    [`create index i${position} on ${name} (ref, c0) where ref > 0`],
    [`create unique index i${position} on ${name} (id) include (ref)`],
    [`create index i${position} on ${name} ((ref + 1) desc)`],
    [`create index i${position} on ${name} (ref) with (fillfactor = 70)`],
  ];
  const views = {
    none: [],
    view: [`create view app.v${position} as select id, c0 from ${name} where ref is not null`],
    nested: [
      `create view app.v${position} as select * from ${name}`,
      `create view app.w${position} as select c0, count(*) as n from app.v${position} group by c0`,
    ],
    materialized: [
      `create materialized view app.v${position} as select id, c0 from ${name}`,
      `create unique index m${position} on app.v${position} (id)`,
    ],
  };
  return [
    ...(one.columns[0]?.type === "jsonb" ? [] : (indexes[one.index] ?? [])),
    ...(one.columns[0]?.type === "text" && one.columns[0].storage
      ? [`alter table ${name} alter c0 set storage external`]
      : []),
    ...(one.rowSecurity
      ? [
          `alter table ${name} enable row level security`,
          `create policy p on ${name} using (ref > ${position})`,
        ]
      : []),
    ...(one.trigger === "none"
      ? []
      : [`create trigger touch before update of ref on ${name} for each row execute function app.touch()`]),
    ...(one.trigger === "disabled" ? [`alter table ${name} disable trigger touch`] : []),
    ...(one.comment === null ? [] : [`comment on table ${name} is '${one.comment.replaceAll("'", "''")}'`]),
    ...views[one.view],
    ...(one.granted ? [`grant select on ${name} to reader`] : []),
  ];
}
