import { ProgressLocation, window } from "vscode";

/** Milliseconds after which people want to know what they are waiting for. */
const patience = 1000;

/**
 * Runs a task that usually is quick. When it is not, a notification says what is being done and offers to stop it.
 * @param signal stops the task as well.
 * @throws what the task throws; AbortError when it was stopped.
 */
export async function longTask<Result>(
  title: string,
  task: (signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const stop = new AbortController();
  const running = task(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
  const timer = setTimeout(() => {
    void window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (_, token) => {
        token.onCancellationRequested(() => stop.abort());
        await running.catch(() => undefined);
      },
    );
  }, patience);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
