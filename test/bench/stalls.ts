import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How long (ms) the thread that talks to the editor did nothing else. */
export interface Stalls {
  readonly max: number;
  readonly p99: number;
}

/** Runs in the process that is measured; a sample is the time between two turns of the event loop, in ns. */
const probe = `
const { monitorEventLoopDelay } = require("node:perf_hooks");
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
process.on("SIGUSR2", () => delay.reset());
process.on("exit", () =>
  writeFileSync(join(__dirname, "stalls.json"), JSON.stringify({ max: delay.max, p99: delay.percentile(99) })),
);
`;

/** Watches the event loop of a process from outside, by a module that is loaded before all others. */
export class StallProbe {
  readonly #folder: string;

  /** @param folder that may be written to. */
  constructor(folder: string) {
    this.#folder = folder;
    writeFileSync(join(folder, "probe.cjs"), probe);
  }

  /** Flags of Node for the process that is measured. */
  get flags(): readonly string[] {
    return ["--require", join(this.#folder, "probe.cjs")];
  }

  /** Forgets what was measured so far. */
  start(processId: number | undefined): void {
    if (processId !== undefined && process.platform !== "win32") process.kill(processId, "SIGUSR2");
  }

  /** What was measured; call it after the process has ended. */
  read(): Stalls {
    const file = readFileSync(join(this.#folder, "stalls.json"), "utf8");
    const { max, p99 } = JSON.parse(file) as Stalls;
    const inMs = (nanoseconds: number) => Math.round(nanoseconds / 100_000) / 10;
    return { max: inMs(max), p99: inMs(p99) };
  }
}
