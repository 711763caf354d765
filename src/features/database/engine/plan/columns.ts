import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Column, Identity, ObjectId } from "../catalog/model.ts";
import { allSequenceClauses, columnDefinition, identityClause, restarts } from "../ddl/column.ts";
import { commentStatement, noPrivileges, parameterList, privilegeStatements } from "../ddl/metadata.ts";
import { columnSettings } from "../ddl/table.ts";
import type { PlanContext } from "./context.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";
import { conversion, keepsRows, placeholderFor } from "./types.ts";
import { isVolatile } from "./volatility.ts";

/** Adds a column with everything that belongs to it. */
export function addColumn(table: ObjectId, column: Column, context: PlanContext): DraftStep[] {
  const name = sqlNameOf(table);
  const lacksValue =
    !column.nullable && column.default === null && column.generated === null && column.identity === null;
  const fill = context.fill && lacksValue ? placeholderFor(column.type, context.to.catalog) : undefined;
  const rewrites =
    column.identity !== null ||
    column.generated?.stored === true ||
    isVolatile(column.default, context.to.catalog);
  const definition = columnDefinition(column, {
    major: context.major,
    ...(fill === undefined ? {} : { fill }),
  });
  return [
    locked(`ALTER TABLE ${name} ADD COLUMN ${definition}`, table, "ACCESS EXCLUSIVE", {
      rewrites,
      ...noteOnRows({ column, lacksValue, fill, rewrites }),
    }),
    ...(fill === undefined
      ? []
      : [locked(`ALTER TABLE ${name} ALTER COLUMN ${quoteIdent(column.name)} DROP DEFAULT`, table)]),
    ...columnSettings(column).map((setting) => locked(`ALTER TABLE ${name} ${setting}`, table)),
    ...columnMetadata(table, column),
  ];
}

function noteOnRows(facts: {
  readonly column: Column;
  readonly lacksValue: boolean;
  readonly fill: string | undefined;
  readonly rewrites: boolean;
}): { note?: string } {
  const { column, lacksValue, fill, rewrites } = facts;
  if (fill !== undefined)
    return { note: `Rows that exist get ${fill} in ${column.name}: what it held is gone.` };
  if (lacksValue) {
    return {
      note: `Fails while the table has rows: give ${column.name} a default, or fill it before it is NOT NULL.`,
    };
  }
  if (rewrites)
    return { note: `Every row gets its own value of ${column.name}, so the table is written anew.` };
  return {};
}

/** Comment and rights of a column that was just created. */
export function columnMetadata(table: ObjectId, column: Column): DraftStep[] {
  const name = sqlNameOf(table);
  const target = `COLUMN ${name}.${quoteIdent(column.name)}`;
  return [
    ...(column.comment === null ? [] : [plain(commentStatement(target, column.comment))]),
    ...(column.notNull?.comment == null
      ? []
      : [
          plain(
            commentStatement(
              `CONSTRAINT ${quoteIdent(column.notNull.name)} ON ${name}`,
              column.notNull.comment,
            ),
          ),
        ]),
    ...privilegeStatements(`TABLE ${name}`, noPrivileges, column.privileges, column.name).map((sql) =>
      plain(sql),
    ),
  ];
}

/** The type, and with it the collation; the default steps aside, since it may not follow by itself. */
export function changeType(
  table: ObjectId,
  before: Column,
  after: Column,
  { retyped, isForeign }: { readonly retyped: boolean; readonly isForeign: boolean },
): DraftStep[] {
  const name = quoteIdent(after.name);
  const converted = retyped
    ? `${name}::${textOf(before.type)}::${after.type}`
    : isForeign
      ? undefined
      : conversion(name, before.type, after.type);
  const using = converted === undefined ? "" : ` USING ${converted}`;
  const collation = after.collation === null ? "" : ` COLLATE ${after.collation}`;
  const parts = [
    ...(before.default === null ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
    `ALTER COLUMN ${name} TYPE ${after.type}${collation}${using}`,
    ...(after.default === null || before.default === null
      ? []
      : [`ALTER COLUMN ${name} SET DEFAULT ${after.default}`]),
  ];
  const kept =
    !retyped && !isForeign && before.collation === after.collation && keepsRows(before.type, after.type);
  return [
    locked(`ALTER TABLE ${sqlNameOf(table)} ${parts.join(", ")}`, table, "ACCESS EXCLUSIVE", {
      rewrites: !kept && !isForeign,
      ...(kept || isForeign ? {} : { note: `Writes the table and its indexes anew under the lock.` }),
    }),
  ];
}

function textOf(type: string): string {
  return type.endsWith("[]") ? "text[]" : "text";
}

/** Children have defaults of their own, so a parent's change is kept from them. */
export function changeDefault(table: ObjectId, after: Column, hasChildren: boolean): DraftStep[] {
  const action = after.default === null ? "DROP DEFAULT" : `SET DEFAULT ${after.default}`;
  return [
    locked(
      `ALTER TABLE ${hasChildren ? "ONLY " : ""}${sqlNameOf(table)} ALTER COLUMN ${quoteIdent(after.name)} ${action}`,
      table,
    ),
  ];
}

export function dropExpression(table: ObjectId, after: Column): DraftStep[] {
  return [
    locked(`ALTER TABLE ${sqlNameOf(table)} ALTER COLUMN ${quoteIdent(after.name)} DROP EXPRESSION`, table),
  ];
}

/** Identity: added, dropped or altered. */
export function changeIdentity(table: ObjectId, before: Column, after: Column): DraftStep[] {
  const column = `ALTER TABLE ${sqlNameOf(table)} ALTER COLUMN ${quoteIdent(after.name)}`;
  if (after.identity === null) return [locked(`${column} DROP IDENTITY`, table)];
  if (before.identity === null) {
    return [
      locked(`${column} ADD ${identityClause(after.identity)}`, table),
      locked(continueAfterRows(table, after), table, "ACCESS EXCLUSIVE", {
        scans: true,
        note: `Continues ${after.name} after the highest value in the table.`,
      }),
    ];
  }
  return [
    ...(sequenceMoved(before.identity, after.identity)
      ? [plain(`ALTER SEQUENCE ${before.identity.sequence} RENAME TO ${lastPart(after.identity.sequence)}`)]
      : []),
    locked(`${column} ${identityClauses(before.identity, after.identity).join(" ")}`, table),
  ];
}

function sequenceMoved(before: Identity, after: Identity): boolean {
  return before.sequence !== after.sequence;
}

function lastPart(name: string): string {
  return /("(?:[^"]|"")*"|[^".]+)$/.exec(name)?.[0] ?? name;
}

function identityClauses(before: Identity, after: Identity): string[] {
  return [
    ...(before.always === after.always ? [] : [`SET GENERATED ${after.always ? "ALWAYS" : "BY DEFAULT"}`]),
    ...allSequenceClauses(after).map((clause) => `SET ${clause}`),
    ...(restarts(before, after) ? ["RESTART"] : []),
  ];
}

function continueAfterRows(table: ObjectId, { name, identity }: Column): string {
  const sequence = (identity?.sequence ?? "").replaceAll("'", "''");
  const column = quoteIdent(name);
  const down = identity?.increment.startsWith("-") === true;
  return `SELECT pg_catalog.setval('${sequence}', pg_catalog.${down ? "min" : "max"}(${column})) FROM ${sqlNameOf(table)} HAVING pg_catalog.count(${column}) > 0`;
}

/** NOT NULL, in the form that does not read the table under an exclusive lock. */
export function changeNullability(
  table: ObjectId,
  before: Column,
  after: Column,
  context: PlanContext,
): DraftStep[] {
  const name = sqlNameOf(table);
  const column = quoteIdent(after.name);
  const { major, online } = context;
  if (after.nullable) return [locked(`ALTER TABLE ${name} ALTER COLUMN ${column} DROP NOT NULL`, table)];
  const constraint = notNullName(table, after);
  const validated = after.notNull?.validated ?? true;
  if (!before.nullable) return changeNotNull(table, before, after);
  if (major >= 18) {
    const noInherit = after.notNull?.noInherit === true ? " NO INHERIT" : "";
    const add = `ALTER TABLE ${name} ADD CONSTRAINT ${constraint} NOT NULL ${column}${noInherit}`;
    if (!online && validated) return [locked(add, table, "ACCESS EXCLUSIVE", { scans: true })];
    return [
      locked(`${add} NOT VALID`, table),
      ...(validated ? [validate(table, constraint)] : []),
      ...(after.notNull?.comment == null
        ? []
        : [plain(commentStatement(`CONSTRAINT ${constraint} ON ${name}`, after.notNull.comment))]),
    ];
  }
  const set = `ALTER TABLE ${name} ALTER COLUMN ${column} SET NOT NULL`;
  if (!online) return [locked(set, table, "ACCESS EXCLUSIVE", { scans: true })];
  return [
    locked(`ALTER TABLE ${name} ADD CONSTRAINT ${constraint} CHECK (${column} IS NOT NULL) NOT VALID`, table),
    validate(table, constraint),
    locked(`${set}, DROP CONSTRAINT ${constraint}`, table, "ACCESS EXCLUSIVE", {
      alone: true,
      note: `The checked constraint spares the scan.`,
    }),
  ];
}

/** Name, validity or inheritance of a NOT NULL that stays. */
function changeNotNull(table: ObjectId, before: Column, after: Column): DraftStep[] {
  const [was, is] = [before.notNull, after.notNull];
  if (was === null || is === null) return [];
  const name = sqlNameOf(table);
  const steps: DraftStep[] = [];
  if (was.name !== is.name) {
    steps.push(
      locked(
        `ALTER TABLE ${name} RENAME CONSTRAINT ${quoteIdent(was.name)} TO ${quoteIdent(is.name)}`,
        table,
      ),
    );
  }
  if (was.noInherit !== is.noInherit) {
    const inherit = is.noInherit ? "NO INHERIT" : "INHERIT";
    steps.push(locked(`ALTER TABLE ${name} ALTER CONSTRAINT ${quoteIdent(is.name)} ${inherit}`, table));
  }
  if (!was.validated && is.validated) steps.push(validate(table, quoteIdent(is.name)));
  if (was.validated && !is.validated) {
    steps.push(
      locked(`ALTER TABLE ${name} DROP CONSTRAINT ${quoteIdent(is.name)}`, table),
      locked(
        `ALTER TABLE ${name} ADD CONSTRAINT ${quoteIdent(is.name)} NOT NULL ${quoteIdent(after.name)}${is.noInherit ? " NO INHERIT" : ""} NOT VALID`,
        table,
      ),
    );
  }
  if (was.comment !== is.comment) {
    steps.push(plain(commentStatement(`CONSTRAINT ${quoteIdent(is.name)} ON ${name}`, is.comment)));
  }
  return steps;
}

function notNullName(table: ObjectId, column: Column): string {
  if (column.notNull !== null) return quoteIdent(column.notNull.name);
  const plainTable = lastPart(sqlNameOf(table)).replaceAll('"', "");
  return quoteIdent(`${plainTable}_${column.name}`.slice(0, 54) + "_not_null");
}

/** VALIDATE in a transaction of its own: the lock that added the constraint is released by then. */
export function validate(table: ObjectId, constraint: string): DraftStep {
  return locked(
    `ALTER TABLE ${sqlNameOf(table)} VALIDATE CONSTRAINT ${constraint}`,
    table,
    "SHARE UPDATE EXCLUSIVE",
    {
      scans: true,
      alone: true,
    },
  );
}

/**
 * Storage, compression, statistics target, options.
 * @param retyped the type changes as well, which resets storage and compression
 */
export function changeSettings(
  table: ObjectId,
  before: Column,
  after: Column,
  { retyped, major }: { readonly retyped: boolean; readonly major: number },
): DraftStep[] {
  const column = `ALTER TABLE ${sqlNameOf(table)} ALTER COLUMN ${quoteIdent(after.name)}`;
  const weak = "SHARE UPDATE EXCLUSIVE";
  const steps: DraftStep[] = [];
  if (retyped ? after.storage !== null : after.storage !== before.storage) {
    const storage = after.storage ?? (major >= 16 ? "default" : typeStorage(after.type));
    steps.push(locked(`${column} SET STORAGE ${storage.toUpperCase()}`, table));
  }
  if (retyped ? after.compression !== null : after.compression !== before.compression) {
    steps.push(locked(`${column} SET COMPRESSION ${after.compression ?? "DEFAULT"}`, table));
  }
  if (before.statisticsTarget !== after.statisticsTarget) {
    steps.push(locked(`${column} SET STATISTICS ${after.statisticsTarget ?? -1}`, table, weak));
  }
  const kept = new Set(after.options.map(([name]) => name));
  const gone = before.options.filter(([name]) => !kept.has(name)).map(([name]) => name);
  const old = parameterList(before.options);
  if (gone.length > 0) steps.push(locked(`${column} RESET (${gone.join(", ")})`, table, weak));
  if (after.options.length > 0 && old !== parameterList(after.options)) {
    steps.push(locked(`${column} SET (${parameterList(after.options)})`, table, weak));
  }
  return steps;
}

/** The storage that a type starts with, where SET STORAGE DEFAULT (16 and later) cannot be used. */
function typeStorage(type: string): string {
  if (/^(numeric|inet|cidr)/.test(type)) return "main";
  return /^(smallint|integer|bigint|boolean|date|time|uuid|real|double|oid)/.test(type) &&
    !type.endsWith("[]")
    ? "plain"
    : "extended";
}
