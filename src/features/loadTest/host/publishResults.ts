import type { LanguageServer } from "../../../host/languageServer.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import {
  loadResultsMethod,
  type LoadResultsParams,
  type LoadResultSummary,
} from "../../../shared/lspProtocol.ts";
import type { RunHistory } from "./history.ts";

/** "2 h ago" is right again after this long. */
const refreshMs = 5 * 60_000;

/** Keeps the language server told of the last run of each operation, for its lens. */
export function publishResults(server: LanguageServer, history: RunHistory): Disposable {
  const parts = new DisposableStore();
  const publish = async () => {
    const params: LoadResultsParams = { results: await summariesOf(history) };
    server.notify(loadResultsMethod, params);
  };
  parts.add(server.onReady(() => void publish()));
  parts.add(history.onDidChange(() => void publish()));
  const timer = setInterval(() => void publish(), refreshMs);
  parts.add({ dispose: () => clearInterval(timer) });
  return parts;
}

async function summariesOf(history: RunHistory): Promise<readonly LoadResultSummary[]> {
  const latest = new Map<string, LoadResultSummary>();
  for (const { subject, source, p95, startedAt, againstBaseline } of await history.all()) {
    if (!source || latest.has(subject)) continue;
    const isWorseThanBaseline = againstBaseline === "worse";
    latest.set(subject, { uri: source.uri, operation: source.pointer, p95, startedAt, isWorseThanBaseline });
  }
  return [...latest.values()];
}
