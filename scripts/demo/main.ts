import { parseArgs } from "node:util";
import { openDesktop, openInBrowser } from "./editor.ts";
import { prepareFolders } from "./folders.ts";
import { startSampleApi } from "./sampleApi.ts";
import { startSampleDatabase } from "./sampleDatabase.ts";

const whatToTry = `
The sample project is a small bookstore. Its openapi.yaml has a few flaws: see them underlined and in the Problems
panel. "Scaffold all routes" above the first line turns the description into an Express service, after a preview.
Its database runs as well: open "Senior Backend" in the activity bar and choose the connection that was found in .env.
Changes are kept in .demo/sample; "npm run demo -- --reset" starts over. Ctrl+C stops everything.
`;

try {
  const { values } = parseArgs({
    options: { desktop: { type: "boolean", default: false }, reset: { type: "boolean", default: false } },
  });
  await demonstrate(values);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function demonstrate({ desktop, reset }: { desktop: boolean; reset: boolean }): Promise<void> {
  const ended = endOfDemo();
  const folders = prepareFolders(reset);
  const [api, database] = await Promise.all([
    startSampleApi(folders.sample),
    startSampleDatabase(folders.sample).catch(withoutDatabase),
  ]);
  const opened = desktop && (await openDesktop(folders));
  const editor = opened ? undefined : await openInBrowser(folders);
  if (editor) console.log(`VS Code: open ${editor.address}`);
  console.log(whatToTry);
  await ended;
  await Promise.all([api.stop(), database?.stop(), editor?.stop()]);
}

/** The rest of the demo is worth seeing without it. */
function withoutDatabase(error: unknown): undefined {
  console.error(error instanceof Error ? error.message : error);
}

/** Resolves when the person, or whatever runs the demo, wants it to end. */
async function endOfDemo(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve());
  });
}
