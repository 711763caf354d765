import { type ChildProcess, fork } from "node:child_process";
import { type Event, EventEmitter, l10n, Uri } from "vscode";
import { runCommand } from "../../../host/commands.ts";
import type { Log } from "../../../host/log.ts";
import { type Action, inform, warn } from "../../../host/messages.ts";
import { createRestartBudget } from "../../../host/restartBudget.ts";
import { type Channel, openChannel } from "../../../shared/channel.ts";
import type { Disposable } from "../../../shared/disposable.ts";
import { processPort } from "../../../shared/processPort.ts";
import { isAbort, UserError } from "../../../shared/userError.ts";
import type {
  ConnectionLost,
  ConnectionOpened,
  DatabaseHostApi,
  DatabaseProcessApi,
  TaskProgress,
  TargetToOpen,
} from "../protocol.ts";

/** The database process as the extension sees it: forked with the first call, and again after a crash. */
export interface DatabaseProcess extends Disposable, Pick<Channel<DatabaseProcessApi>, "call"> {
  readonly onConnectionOpened: Event<ConnectionOpened>;
  /** A session ended without having been asked to. */
  readonly onConnectionLost: Event<ConnectionLost>;
  /** A call that asked for it says what it is doing. */
  readonly onProgress: Event<TaskProgress>;
  /** The process ended without having been asked to, and every session with it. */
  readonly onCrash: Event<void>;
}

export interface DatabaseProcessOptions {
  readonly extensionUri: Uri;
  readonly log: Log;
  /** Says how to reach a connection, its password included. */
  readonly connectionTarget: (connectionId: string) => Promise<TargetToOpen>;
}

interface Running {
  readonly child: ChildProcess;
  readonly channel: Channel<DatabaseProcessApi>;
}

const restarts = { limit: 4, windowMs: 3 * 60_000 };

export function createDatabaseProcess(options: DatabaseProcessOptions): DatabaseProcess {
  return new SupervisedProcess(options);
}

class SupervisedProcess implements DatabaseProcess {
  readonly #options: DatabaseProcessOptions;
  readonly #budget = createRestartBudget(restarts.limit, restarts.windowMs);
  readonly #connectionOpened = new EventEmitter<ConnectionOpened>();
  readonly #connectionLost = new EventEmitter<ConnectionLost>();
  readonly #progress = new EventEmitter<TaskProgress>();
  readonly #crashed = new EventEmitter<void>();
  #running: Running | undefined;
  #gaveUp = false;
  #disposed = false;

  constructor(options: DatabaseProcessOptions) {
    this.#options = options;
  }

  readonly onConnectionOpened = this.#connectionOpened.event;
  readonly onConnectionLost = this.#connectionLost.event;
  readonly onProgress = this.#progress.event;
  readonly onCrash = this.#crashed.event;

  readonly call: Channel<DatabaseProcessApi>["call"] = async (method, params, signal) => {
    const running = this.#start();
    try {
      return await running.channel.call(method, params, signal);
    } catch (error) {
      if (running === this.#running || UserError.is(error) || isAbort(error)) throw error;
      throw new UserError(
        l10n.t("The database process stopped before it could answer; run the command again."),
      );
    }
  };

  dispose(): void {
    this.#disposed = true;
    this.#connectionOpened.dispose();
    this.#connectionLost.dispose();
    this.#progress.dispose();
    this.#crashed.dispose();
    this.#running?.channel.dispose();
    // Its pipe is closed: the process says goodbye to its servers and ends.
    if (this.#running?.child.connected === true) this.#running.child.disconnect();
  }

  #start(): Running {
    if (this.#gaveUp) {
      throw new UserError(
        l10n.t("The database process is stopped; reload the window once the cause is gone."),
      );
    }
    return (this.#running ??= this.#fork());
  }

  #fork(): Running {
    const { log, extensionUri, connectionTarget } = this.#options;
    const module = Uri.joinPath(extensionUri, "dist", "database.js").fsPath;
    const child = fork(module, [], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NODE_OPTIONS: "" },
      execArgv: ["--no-deprecation"],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const channel = openChannel<DatabaseHostApi, DatabaseProcessApi>(processPort(child), {
      connectionTarget,
      connectionOpened: (event) => this.#connectionOpened.fire(event),
      connectionLost: (event) => this.#connectionLost.fire(event),
      progress: (event) => this.#progress.fire(event),
      log: ({ level, message }) => log[level](message),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (text: Buffer) => log.info(text.toString().trimEnd()));
    }
    const running = { child, channel };
    child.once("error", (error) => this.#lost(running, `could not be started: ${error.message}`));
    child.once("exit", (code, signal) =>
      this.#lost(running, `ended with ${signal ?? `code ${code ?? "?"}`}`),
    );
    return running;
  }

  #lost(running: Running, how: string): void {
    running.channel.dispose();
    if (this.#disposed || this.#running !== running) return;
    this.#running = undefined;
    this.#options.log.error(`The database process ${how}.`);
    const spent = this.#budget.spend(Date.now());
    this.#gaveUp = spent === "exhausted";
    this.#crashed.fire();
    if (this.#gaveUp) {
      void warn(
        l10n.t(
          "The database process stopped {0} times in {1} minutes and stays stopped; the log says why.",
          restarts.limit + 1,
          restarts.windowMs / 60_000,
        ),
        showLog(),
      );
    } else if (spent === "first") {
      void inform(l10n.t("The database process stopped and is started again when it is needed."), showLog());
    }
  }
}

function showLog(): Action {
  return { title: l10n.t("Show Log"), run: () => runCommand("seniorBackend.log.show") };
}
