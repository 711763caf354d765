import type { Workbench } from "../support/vscode/workbench.ts";
import { expect, sampleProject, type Start, type test } from "./journey.ts";

type StartJourney = Parameters<Parameters<typeof test>[2]>[0]["start"];

/**
 * The first journey: open the sample, see what is wrong in the editor, in the Problems panel and above the code.
 * @param picture beginning of the names of the screenshots
 * @returns the window
 */
export async function seeFindings(
  start: StartJourney,
  picture: string,
  options: Pick<Start, "install"> = {},
): Promise<Workbench> {
  const { workbench } = await start({
    folder: sampleProject,
    without: ["api"],
    file: "openapi.yaml",
    ...options,
  });
  await expect(workbench.codeLens(/^\d+ findings, \d+ security$/)).toBeVisible();
  await expect(workbench.codeLens("Scaffold all routes")).toBeVisible();
  await expect(workbench.squiggles("error").first()).toBeVisible();
  await workbench.screenshot(`${picture}-light`);

  await workbench.goTo(57);
  await expect(workbench.codeLens(/^Scaffold route$/).first()).toBeVisible();
  await workbench.waitForDiagnostic("owasp:api");
  await workbench.setTheme("dark");
  await workbench.screenshot(`${picture}-dark`);
  return workbench;
}
