import type { ScaffoldPlan, ScaffoldRequest } from "./plan.ts";
import type { ContractSource, TargetFolder } from "./ports.ts";

// Temporary, so that everything else builds until the engine's author writes this file.
export function planScaffold(
  _request: ScaffoldRequest,
  _source: ContractSource,
  _target: TargetFolder,
  _signal: AbortSignal,
): Promise<ScaffoldPlan> {
  return Promise.reject(new Error("The scaffold engine is not here yet."));
}
