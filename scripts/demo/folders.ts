import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");

/** Where the demo lives; absolute paths. */
export interface DemoFolders {
  /** The extension, in its development folder. */
  readonly extension: string;
  /** A copy of the sample project that people may change. */
  readonly sample: string;
  /** Settings and state of the VS Code server. */
  readonly profile: string;
}

/** Copies the sample project unless a copy is there; `reset` starts over. */
export function prepareFolders(reset: boolean): DemoFolders {
  const demo = join(repository, ".demo");
  if (reset) rmSync(demo, { recursive: true, force: true });
  const sample = join(demo, "sample");
  if (!existsSync(sample)) cpSync(join(repository, "media", "sample"), sample, { recursive: true });
  return { extension: repository, sample, profile: join(demo, "profile") };
}
