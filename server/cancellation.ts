import type { CancellationToken } from "vscode-languageserver/node";

/** The signal that a client's request is cancelled with. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
