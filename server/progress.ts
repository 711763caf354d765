import type { ClientCapabilities, Connection } from "vscode-languageserver/node";

/** Work that takes less time (ms) than this says nothing. */
const patience = 1000;

export interface Progress {
  done(): void;
}

/**
 * Shows a progress with a way to stop it, once the work takes longer than a second.
 * @param stop called when the person stops it.
 */
export function showProgress(
  connection: Connection,
  capabilities: ClientCapabilities | undefined,
  title: string,
  stop: () => void,
): Progress {
  if (capabilities?.window?.workDoneProgress !== true) return { done: () => undefined };
  let finish: (() => void) | undefined;
  let finished = false;
  const timer = setTimeout(() => {
    void connection.window.createWorkDoneProgress().then((progress) => {
      if (finished) return;
      progress.begin(title, undefined, undefined, true);
      progress.token.onCancellationRequested(stop);
      finish = () => progress.done();
    });
  }, patience);
  return {
    done() {
      finished = true;
      clearTimeout(timer);
      finish?.();
    },
  };
}
