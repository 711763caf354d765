import type { SqlRule } from "../rule.ts";
import { addCheck } from "./addCheck.ts";
import { addDomainColumn } from "./addDomainColumn.ts";
import { addExclude } from "./addExclude.ts";
import { addForeignKey } from "./addForeignKey.ts";
import { addRequiredColumn } from "./addRequiredColumn.ts";
import { addSerialColumn } from "./addSerialColumn.ts";
import { addStoredColumn } from "./addStoredColumn.ts";
import { addUnique } from "./addUnique.ts";
import { attachPartition } from "./attachPartition.ts";
import { changeColumnType } from "./changeColumnType.ts";
import { changeInheritance } from "./changeInheritance.ts";
import { charColumn } from "./charColumn.ts";
import { combineAlters } from "./combineAlters.ts";
import { concurrentlyCorrupts } from "./concurrentlyCorrupts.ts";
import { concurrentlyIfNotExists } from "./concurrentlyIfNotExists.ts";
import { concurrentlyInTransaction } from "./concurrentlyInTransaction.ts";
import { concurrentlyOnPartitioned } from "./concurrentlyOnPartitioned.ts";
import { createIndex } from "./createIndex.ts";
import { createPartition } from "./createPartition.ts";
import { createTrigger } from "./createTrigger.ts";
import { detachPartition } from "./detachPartition.ts";
import { domainConstraint } from "./domainConstraint.ts";
import { dropColumn } from "./dropColumn.ts";
import { dropConstraint } from "./dropConstraint.ts";
import { dropExtension } from "./dropExtension.ts";
import { dropIndex } from "./dropIndex.ts";
import { dropNotNull } from "./dropNotNull.ts";
import { dropSequence } from "./dropSequence.ts";
import { dropTable } from "./dropTable.ts";
import { dropTrigger } from "./dropTrigger.ts";
import { duplicateAssignment } from "./duplicateAssignment.ts";
import { enumValueInTransaction } from "./enumValueInTransaction.ts";
import { foreignKeyWithoutIndex } from "./foreignKeyWithoutIndex.ts";
import { identifierTooLong } from "./identifierTooLong.ts";
import { intPrimaryKey } from "./intPrimaryKey.ts";
import { jsonColumn } from "./jsonColumn.ts";
import { moveTable } from "./moveTable.ts";
import { nestedTransaction } from "./nestedTransaction.ts";
import { preferIdentity } from "./preferIdentity.ts";
import { recreateEnum } from "./recreateEnum.ts";
import { refreshView } from "./refreshView.ts";
import { reindex } from "./reindex.ts";
import { rename } from "./rename.ts";
import { renameEnumValue } from "./renameEnumValue.ts";
import { replicaIdentity } from "./replicaIdentity.ts";
import { requireLockTimeout } from "./requireLockTimeout.ts";
import { rowSecurity } from "./rowSecurity.ts";
import { setNotNull } from "./setNotNull.ts";
import { severalTablesLocked } from "./severalTablesLocked.ts";
import { timestampWithoutZone } from "./timestampWithoutZone.ts";
import { toggleTrigger } from "./toggleTrigger.ts";
import { truncate } from "./truncate.ts";
import { uncommittedTransaction } from "./uncommittedTransaction.ts";
import { unfilteredChange } from "./unfilteredChange.ts";
import { unqualifiedName } from "./unqualifiedName.ts";
import { vacuumFull } from "./vacuumFull.ts";
import { validateInTransaction } from "./validateInTransaction.ts";
import { varcharLimit } from "./varcharLimit.ts";
import { volatileDefault } from "./volatileDefault.ts";
import { wideIndex } from "./wideIndex.ts";
import { workBehindLock } from "./workBehindLock.ts";

/** Every hazard that there is. */
export const rules: readonly SqlRule[] = [
  addCheck,
  addDomainColumn,
  addExclude,
  addForeignKey,
  addRequiredColumn,
  addSerialColumn,
  addStoredColumn,
  addUnique,
  attachPartition,
  changeColumnType,
  changeInheritance,
  charColumn,
  combineAlters,
  concurrentlyCorrupts,
  concurrentlyIfNotExists,
  concurrentlyInTransaction,
  concurrentlyOnPartitioned,
  createIndex,
  createPartition,
  createTrigger,
  detachPartition,
  domainConstraint,
  dropColumn,
  dropConstraint,
  dropExtension,
  dropIndex,
  dropNotNull,
  dropSequence,
  dropTable,
  dropTrigger,
  duplicateAssignment,
  enumValueInTransaction,
  foreignKeyWithoutIndex,
  identifierTooLong,
  intPrimaryKey,
  jsonColumn,
  moveTable,
  nestedTransaction,
  preferIdentity,
  recreateEnum,
  refreshView,
  reindex,
  rename,
  renameEnumValue,
  replicaIdentity,
  requireLockTimeout,
  rowSecurity,
  setNotNull,
  severalTablesLocked,
  timestampWithoutZone,
  toggleTrigger,
  truncate,
  uncommittedTransaction,
  unfilteredChange,
  unqualifiedName,
  vacuumFull,
  validateInTransaction,
  varcharLimit,
  volatileDefault,
  wideIndex,
  workBehindLock,
];

const ruleById: ReadonlyMap<string, SqlRule> = new Map(rules.map((rule) => [rule.id, rule]));

/** The rule of an id. */
export function ruleOf(id: string): SqlRule | undefined {
  return ruleById.get(id);
}
