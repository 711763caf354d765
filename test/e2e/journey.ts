import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test as base } from "@playwright/test";
import {
  repository,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from "../support/vscode/server.ts";
import { Workbench } from "../support/vscode/workbench.ts";

/** Where a journey starts. */
export interface Start extends Partial<TestServerOptions> {
  /** Folder that is copied and opened; absent: an empty window. */
  readonly folder?: string;
  /** Parts of the folder that are not copied, as paths in it. */
  readonly without?: readonly string[];
  /** File to show, relative to the folder. */
  readonly file?: string;
}

/** A window on a copy of a folder. */
export interface Journey {
  readonly workbench: Workbench;
  /** The copy; the journey may change it. */
  readonly folder: string;
  readonly server: TestServer;
}

export const sampleProject = join(repository, "media", "sample");

interface Fixtures {
  /** Opens VS Code; it is closed, and the copy removed, when the test ends. */
  readonly start: (start: Start) => Promise<Journey>;
}

export const test = base.extend<Fixtures>({
  start: async ({ page }, use, testInfo) => {
    const cleanups: (() => unknown)[] = [];
    await use(async ({ folder: source, without = [], file, trusted = true, ...options }) => {
      const scratch = mkdtempSync(join(tmpdir(), "senior-backend-journey-"));
      cleanups.push(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
      const folder = join(scratch, basename(source ?? scratch));
      if (source !== undefined) cpSync(source, folder, { recursive: true });
      for (const path of without) rmSync(join(folder, path), { recursive: true });
      const server = await startTestServer({ trusted, ...options });
      cleanups.push(() => server.stop());
      cleanups.push(() => {
        if (testInfo.errors.length > 0) console.log(server.extensionLog());
      });
      const workbench = await Workbench.open(page, server, {
        ...(source !== undefined && { folder }),
        ...(file !== undefined && { file: join(folder, file) }),
      });
      return { workbench, folder, server };
    });
    for (const cleanup of cleanups.reverse()) await cleanup();
  },
});

export { expect } from "@playwright/test";
