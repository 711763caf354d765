export type * from "./plan.ts";
export { defaultCaps } from "./plan.ts";
export type * from "./result.ts";
export { errorKinds, oddities, percentileNames, statusClasses } from "./result.ts";
export type { LoadRunOptions } from "./run.ts";
export { runLoad } from "./run.ts";
