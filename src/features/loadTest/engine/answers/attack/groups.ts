import type { CaseMaker } from "./attackCase.ts";
import { identifierCases, injectionCases, massAssignmentCases } from "./hostileCases.ts";
import { boundCases, requiredCases, typeCases } from "./inputCases.ts";
import { authCases, contentTypeCases, headerCases, sizeCases, verbCases } from "./protocolCases.ts";

/** The groups that change a request, in the order in which they are sent; baseline and leak look at answers. */
export const hostileGroups: readonly CaseMaker[] = [
  authCases,
  typeCases,
  requiredCases,
  boundCases,
  contentTypeCases,
  verbCases,
  massAssignmentCases,
  injectionCases,
  identifierCases,
  headerCases,
  sizeCases,
];
