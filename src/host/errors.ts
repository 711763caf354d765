import { CancellationError, l10n, window } from "vscode";
import { isAbort, UserError } from "../shared/userError.ts";
import type { LogChannel } from "./log.ts";

/** The one place where failures reach the user. */
export interface ErrorReporter {
  /**
   * Shows a UserError as its own sentence, keeps quiet about cancellation, and logs everything else with its
   * stack behind one general sentence.
   * @param task what was being done, as its title: "Scaffold Routes".
   */
  report(error: unknown, task: string): void;
}

export function createErrorReporter(channel: LogChannel): ErrorReporter {
  async function offerLog(message: string): Promise<void> {
    const showLog = l10n.t("Show Log");
    if ((await window.showErrorMessage(message, showLog)) === showLog) channel.show();
  }

  return {
    report(error, task) {
      if (isCancellation(error)) return;
      if (UserError.is(error)) {
        channel.log.info(`${task}: ${error.message}`);
        void window.showErrorMessage(error.message);
        return;
      }
      channel.log.error(`${task} failed.`, error);
      void offerLog(l10n.t("Something went wrong in “{0}”; the log has the details.", task));
    },
  };
}

/** Tells whether an error only says that somebody gave up waiting. */
export function isCancellation(error: unknown): boolean {
  return error instanceof CancellationError || isAbort(error);
}
