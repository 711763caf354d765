// Takes a picture of a workspace: see README.md beside this file.
import { isAbsolute, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "./browser.ts";
import { startTestServer } from "./server.ts";
import { Workbench } from "./workbench.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    command: { type: "string", multiple: true, default: [] },
    dark: { type: "boolean", default: false },
    lens: { type: "string" },
    name: { type: "string", default: "screenshot" },
    restricted: { type: "boolean", default: false },
    "wait-for": { type: "string", default: "" },
  },
});
const [workspace = "media/sample", file = "openapi.yaml"] = positionals;
const folder = resolve(workspace);

const server = await startTestServer({ trusted: !values.restricted });
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const target = { folder, file: isAbsolute(file) ? file : join(folder, file) };
  const workbench = await Workbench.open(page, server, target);
  if (values.dark) await workbench.setTheme("dark");
  if (values.lens !== undefined) await workbench.clickCodeLens(values.lens);
  for (const command of values.command) await workbench.runCommand(command);
  if (values["wait-for"] !== "") await page.getByText(values["wait-for"]).first().waitFor();
  console.log(await workbench.screenshot(values.name));
} finally {
  await browser.close();
  await server.stop();
}
