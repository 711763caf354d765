import { EventEmitter, l10n } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import type { Disposable } from "../../../../shared/disposable.ts";
import type { AdviceReport } from "../../protocol.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";

/** What is advised on each connection: read once, kept until it is asked for anew. */
export interface Health extends Disposable {
  /** Fires the id of a connection whose report came or went. */
  readonly onChange: EventEmitter<string>["event"];
  /** What is known already; undefined: nothing. */
  known(connectionId: string): AdviceReport | undefined;
  /** @throws UserError when the database cannot be read; AbortError when the user stopped it. */
  report(connectionId: string): Promise<AdviceReport>;
  forget(connectionId: string): void;
}

export function createHealth(process: DatabaseProcess, store: ConnectionStore): Health {
  const changed = new EventEmitter<string>();
  const reports = new Map<string, AdviceReport>();
  const reading = new Map<string, Promise<AdviceReport>>();

  async function read(id: string): Promise<AdviceReport> {
    const name = store.find(id)?.name ?? id;
    const report = await longTask(l10n.t("Analyzing {0}…", name), (signal) =>
      process.call("analyzeDatabase", id, signal),
    );
    reports.set(id, report);
    changed.fire(id);
    return report;
  }

  return {
    onChange: changed.event,
    known: (id) => reports.get(id),
    async report(id) {
      const known = reports.get(id);
      if (known) return known;
      const running = reading.get(id) ?? read(id);
      reading.set(id, running);
      try {
        return await running;
      } finally {
        reading.delete(id);
      }
    },
    forget(id) {
      if (reports.delete(id)) changed.fire(id);
    },
    dispose: () => changed.dispose(),
  };
}
