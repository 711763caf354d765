import type { ColumnRow } from "../families/columns.ts";
import type { ConstraintRow } from "../families/constraints.ts";
import type {
  DefaultPrivilegesRow,
  DependencyRow,
  DerivedTypeRow,
  EventTriggerRow,
  ExtensionRow,
  ForeignDataWrapperRow,
  ForeignServerRow,
  MemberRow,
  PublicationRow,
  SchemaRow,
} from "../families/database.ts";
import type { IndexRow } from "../families/indexes.ts";
import type { RelationRow, SequenceRow } from "../families/relations.ts";
import type { AggregateRow, RoutineRow } from "../families/routines.ts";
import type {
  DefaultRow,
  PolicyRow,
  StatisticsRow,
  TriggerRow,
  ViewRuleRow,
} from "../families/tableParts.ts";
import type { CollationRow, TypeRow } from "../families/types.ts";
import type { UnmodelledRow } from "../families/unmodelled.ts";

/** Everything that was read, before it becomes objects. */
export interface CatalogRows {
  readonly schemas: readonly SchemaRow[];
  readonly extensions: readonly ExtensionRow[];
  readonly members: readonly MemberRow[];
  readonly relations: readonly RelationRow[];
  readonly sequences: readonly SequenceRow[];
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
  readonly routines: readonly RoutineRow[];
  readonly aggregates: readonly AggregateRow[];
  readonly types: readonly TypeRow[];
  readonly collations: readonly CollationRow[];
  readonly triggers: readonly TriggerRow[];
  readonly rules: readonly TriggerRow[];
  readonly policies: readonly PolicyRow[];
  readonly statistics: readonly StatisticsRow[];
  readonly eventTriggers: readonly EventTriggerRow[];
  readonly publications: readonly PublicationRow[];
  readonly defaultPrivileges: readonly DefaultPrivilegesRow[];
  readonly foreignDataWrappers: readonly ForeignDataWrapperRow[];
  readonly foreignServers: readonly ForeignServerRow[];
  readonly unmodelled: readonly UnmodelledRow[];
  readonly dependencies: readonly DependencyRow[];
  readonly derivedTypes: readonly DerivedTypeRow[];
  readonly viewRules: readonly ViewRuleRow[];
  readonly defaults: readonly DefaultRow[];
}
