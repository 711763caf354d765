import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type {
  CatalogObject,
  ObjectKind,
  ObjectOf,
  Routine,
  Rule,
  SequenceOptions,
  Trigger,
} from "../catalog/model.ts";
import { allSequenceClauses, restarts } from "../ddl/column.ts";
import { createStatements, defaultPrivilegeStatements } from "../ddl/create.ts";
import { commentStatement, grantTarget, ownerStatement, privilegeStatements } from "../ddl/metadata.ts";
import { sqlKind, target } from "../ddl/names.ts";
import { alterConstraint, alterIndex } from "./alterIndex.ts";
import { keysOnly, optionChanges, parameters } from "./alterOptions.ts";
import { alterPublication } from "./alterPublication.ts";
import { alterTable } from "./alterTable.ts";
import { addLabels, alterAttributes, alterDomain } from "./alterTypes.ts";
import { label } from "./belongings.ts";
import type { PlanContext } from "./context.ts";
import { firing } from "./settings.ts";
import { locked, plain } from "./steps.ts";
import type { DraftStep } from "./steps.ts";

/** The statements that turn one object into another of the same id, where ALTER can. */
export function alteration(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  return [...structure(before, after, context), ...common(before, after, context)];
}

type Alterations = {
  readonly [Kind in ObjectKind]?: (
    before: ObjectOf<Kind>,
    after: ObjectOf<Kind>,
    context: PlanContext,
  ) => DraftStep[];
};

/** What CREATE OR REPLACE and ALTER do on the spot, for each kind: others may depend on it. */
const alterations: Alterations = {
  table: alterTable,
  enum: addLabels,
  domain: alterDomain,
  index: alterIndex,
  constraint: alterConstraint,
  publication: alterPublication,
  function: replaceRoutine,
  procedure: replaceRoutine,
  trigger: changeFiring,
  rule: changeFiring,
  view: (before, after, context) => {
    const create = createStatements(after, context).map((sql) =>
      plain(sql.replace(/^CREATE VIEW/, "CREATE OR REPLACE VIEW")),
    );
    const changed =
      before.definition !== after.definition || String(before.options) !== String(after.options);
    const gone = keysOnly(before.options, after.options);
    return [
      ...(changed ? create : []),
      ...(gone.length > 0 ? [plain(`ALTER VIEW ${sqlNameOf(after.id)} RESET (${gone.join(", ")})`)] : []),
      ...viewColumns(before, after, context),
    ];
  },
  materializedView: (before, after, context) => {
    const name = sqlNameOf(after.id);
    return [
      ...parameters(`ALTER MATERIALIZED VIEW ${name}`, before, after).map((sql) => plain(sql)),
      ...(before.tablespace === after.tablespace
        ? []
        : [
            plain(
              `ALTER MATERIALIZED VIEW ${name} SET TABLESPACE ${quoteIdent(after.tablespace ?? "pg_default")}`,
            ),
          ]),
      ...(before.populated === after.populated
        ? []
        : [
            {
              sql: `REFRESH MATERIALIZED VIEW ${name} WITH ${after.populated ? "" : "NO "}DATA`,
              rewrites: true,
              note: "Writes the view anew; who reads it waits.",
            },
          ]),
      ...viewColumns(before, after, context),
    ];
  },
  sequence: (before, after) => {
    const name = sqlNameOf(after.id);
    const clauses = [
      ...(before.dataType === after.dataType ? [] : [`AS ${after.dataType}`]),
      ...allSequenceClauses(after),
    ];
    const same =
      allSequenceClauses(before).join() === allSequenceClauses(after).join() &&
      before.dataType === after.dataType;
    return [
      ...(same ? [] : [alterSequence(name, clauses, before, after)]),
      ...(before.unlogged === after.unlogged
        ? []
        : [plain(`ALTER SEQUENCE ${name} SET ${after.unlogged ? "UNLOGGED" : "LOGGED"}`)]),
    ];
  },
  policy: (before, after) => {
    const roles = after.roles.length > 0 ? after.roles.map(quoteIdent).join(", ") : "PUBLIC";
    const clauses = [
      ...(String(before.roles) === String(after.roles) ? [] : [`TO ${roles}`]),
      ...(before.using === after.using || after.using === null ? [] : [`USING (${after.using})`]),
      ...(before.check === after.check || after.check === null ? [] : [`WITH CHECK (${after.check})`]),
    ];
    return clauses.length === 0
      ? []
      : [
          locked(
            `ALTER POLICY ${quoteIdent(after.name)} ON ${sqlNameOf(after.table)} ${clauses.join(" ")}`,
            after.table,
          ),
        ];
  },
  eventTrigger: (before, after) => {
    const word = {
      origin: "ENABLE",
      disabled: "DISABLE",
      replica: "ENABLE REPLICA",
      always: "ENABLE ALWAYS",
    }[after.enabled];
    return before.enabled === after.enabled
      ? []
      : [plain(`ALTER EVENT TRIGGER ${quoteIdent(after.name)} ${word}`)];
  },
  statistics: (before, after) =>
    before.target === after.target
      ? []
      : [plain(`ALTER STATISTICS ${sqlNameOf(after.id)} SET STATISTICS ${after.target ?? -1}`)],
  extension: (before, after) => {
    const name = quoteIdent(after.name);
    return [
      ...(before.schema === after.schema
        ? []
        : [plain(`ALTER EXTENSION ${name} SET SCHEMA ${quoteIdent(after.schema)}`)]),
      ...(before.version === after.version
        ? []
        : [plain(`ALTER EXTENSION ${name} UPDATE TO ${label(after.version)}`)]),
    ];
  },
  composite: (before, after) => alterAttributes(before, after).map((sql) => plain(sql)),
  defaultPrivileges: (before, after) =>
    defaultPrivilegeStatements(after, before.privileges, after.privileges).map((sql) => plain(sql)),
  foreignServer: (before, after) => {
    const version =
      before.version === after.version
        ? ""
        : ` VERSION ${after.version === null ? "NULL" : label(after.version)}`;
    const options = optionChanges(before.options, after.options);
    return version + options === ""
      ? []
      : [plain(`ALTER SERVER ${quoteIdent(after.name)}${version}${options}`)];
  },
  foreignDataWrapper: (before, after) => {
    const parts = [
      ...(before.handler === after.handler
        ? []
        : [after.handler === null ? " NO HANDLER" : ` HANDLER ${after.handler}`]),
      ...(before.validator === after.validator
        ? []
        : [after.validator === null ? " NO VALIDATOR" : ` VALIDATOR ${after.validator}`]),
      optionChanges(before.options, after.options),
    ].join("");
    return parts === "" ? [] : [plain(`ALTER FOREIGN DATA WRAPPER ${quoteIdent(after.name)}${parts}`)];
  },
};

function structure(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  const alter = alterations[before.kind] as
    ((before: CatalogObject, after: CatalogObject, context: PlanContext) => DraftStep[]) | undefined;
  return alter?.(before, after, context) ?? [];
}

function replaceRoutine(before: Routine, after: Routine): DraftStep[] {
  return before.definition === after.definition ? [] : [plain(after.definition)];
}

function changeFiring<Fires extends Trigger | Rule>(before: Fires, after: Fires): DraftStep[] {
  return before.enabled === after.enabled ? [] : [firing(after)];
}

/** A sequence that stood outside its new bounds starts again inside them. */
function alterSequence(
  name: string,
  clauses: readonly string[],
  before: SequenceOptions,
  after: SequenceOptions,
): DraftStep {
  const sql = `ALTER SEQUENCE ${name} ${clauses.join(" ")}`;
  return restarts(before, after)
    ? plain(`${sql} RESTART`, "Starts again, since its values would lie outside the new bounds.")
    : plain(sql);
}

/** Owner, rights, comment. */
function common(before: CatalogObject, after: CatalogObject, context: PlanContext): DraftStep[] {
  const { owners, privileges, comments } = context.diff.options;
  const steps: DraftStep[] = [];
  // A sequence that belongs to a column follows the owner of its table.
  const follows =
    before.kind === "sequence" &&
    after.kind === "sequence" &&
    before.ownedBy !== null &&
    after.ownedBy !== null;
  if (owners && !follows && "owner" in before && "owner" in after && before.owner !== after.owner) {
    steps.push(plain(ownerStatement(after, after.owner)));
  }
  if (privileges && after.kind !== "defaultPrivileges" && "privileges" in before && "privileges" in after) {
    steps.push(
      ...privilegeStatements(grantTarget(after), before.privileges, after.privileges).map((sql) =>
        plain(sql),
      ),
    );
  }
  if (comments && "comment" in before && "comment" in after && before.comment !== after.comment) {
    steps.push(plain(commentStatement(target(after), after.comment)));
  }
  return steps;
}

type AnyView = Extract<CatalogObject, { kind: "view" | "materializedView" }>;

/** Comments, rights, defaults and statistics targets of the columns of a view. */
function viewColumns(before: AnyView, after: AnyView, { diff }: PlanContext): DraftStep[] {
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const name = sqlNameOf(after.id);
  const alter = `ALTER ${sqlKind(after)} ${name}`;
  return after.columns.flatMap((column) => {
    const was = old.get(column.name);
    const quoted = quoteIdent(column.name);
    const steps: string[] = [];
    if (diff.options.comments && (was?.comment ?? null) !== column.comment) {
      steps.push(commentStatement(`COLUMN ${name}.${quoted}`, column.comment));
    }
    if (diff.options.privileges) {
      const rights = was?.privileges ?? { granted: [], revoked: [] };
      steps.push(...privilegeStatements(grantTarget(after), rights, column.privileges, column.name));
    }
    if ((was?.default ?? null) !== column.default) {
      steps.push(
        `${alter} ALTER COLUMN ${quoted} ${column.default === null ? "DROP DEFAULT" : `SET DEFAULT ${column.default}`}`,
      );
    }
    if ((was?.statisticsTarget ?? null) !== column.statisticsTarget) {
      steps.push(`${alter} ALTER COLUMN ${quoted} SET STATISTICS ${column.statisticsTarget ?? -1}`);
    }
    return steps.map((sql) => plain(sql));
  });
}
