import { requestFromSpec } from "../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import type {
  DraftLoadTestParams,
  DraftLoadTestResult,
  LoadResultSummary,
} from "../src/shared/lspProtocol.ts";
import type { Documents } from "./documents.ts";

/** What the last load tests came to, as the client told; their lenses show it. */
export class LoadTests {
  #results: readonly LoadResultSummary[] = [];

  replace(results: readonly LoadResultSummary[]): void {
    this.#results = results;
  }

  of(uri: string): readonly LoadResultSummary[] {
    return this.#results.filter((result) => result.uri === uri);
  }
}

export async function draftLoadTest(
  { uri, operation }: DraftLoadTestParams,
  documents: Documents,
  signal: AbortSignal,
): Promise<DraftLoadTestResult> {
  throw new Error("later");
}
