import type { AdviceCheck } from "../check.ts";
import { bloatedIndex } from "./bloatedIndex.ts";
import { duplicateForeignKey } from "./duplicateForeignKey.ts";
import { duplicateIndex } from "./duplicateIndex.ts";
import { invalidIndex } from "./invalidIndex.ts";
import { keySpace } from "./keySpace.ts";
import { keyTypes } from "./keyTypes.ts";
import { missingForeignKeyIndex } from "./missingForeignKeyIndex.ts";
import { missingPrimaryKey } from "./missingPrimaryKey.ts";
import { notValidConstraint } from "./notValidConstraint.ts";
import { overlappingIndex } from "./overlappingIndex.ts";
import { repeatedQuery } from "./repeatedQuery.ts";
import { idlePolicies } from "./rowSecurity.ts";
import { sequentialScans } from "./sequentialScans.ts";
import { dominantStatement, slowStatement } from "./slowStatement.ts";
import { statementWithoutIndex } from "./statementWithoutIndex.ts";
import { textSearch } from "./textSearch.ts";
import { unusedIndex } from "./unusedIndex.ts";
import { containerIndex, flagIndex, nullIndex } from "./uselessIndex.ts";
import { autovacuumBehind, autovacuumOff, neverVacuumed, staleStatistics, transactionAge } from "./vacuum.ts";

/** Every check, in the order in which findings of the same gravity are shown. */
export const checks: readonly AdviceCheck[] = [
  transactionAge,
  keySpace,
  invalidIndex,
  idlePolicies,
  missingForeignKeyIndex,
  statementWithoutIndex,
  textSearch,
  repeatedQuery,
  slowStatement,
  dominantStatement,
  sequentialScans,
  missingPrimaryKey,
  keyTypes,
  duplicateForeignKey,
  duplicateIndex,
  overlappingIndex,
  unusedIndex,
  flagIndex,
  nullIndex,
  containerIndex,
  bloatedIndex,
  staleStatistics,
  autovacuumBehind,
  autovacuumOff,
  neverVacuumed,
  notValidConstraint,
];
