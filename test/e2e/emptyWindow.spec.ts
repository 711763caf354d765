import { expect, test } from "./journey.ts";

test("commands explain themselves when nothing is open", async ({ start }) => {
  const { workbench } = await start({});
  await workbench.runCommand("Senior Backend: Scaffold Routes…");
  await expect(workbench.notification("There is no OpenAPI description here yet")).toBeVisible();
  await workbench.screenshot("empty-window");

  await workbench.runCommand("Senior Backend: Lint Workspace");
  const outcome = await workbench.notifications("There is no OpenAPI description in this workspace.");
  await expect(outcome).toHaveCount(1);

  await workbench.runCommand("Senior Backend: Open Sample Project");
  await workbench.page.getByRole("button", { name: "Copy Sample Here" }).waitFor();
  await workbench.page.keyboard.press("Escape");

  await workbench.runCommand("Senior Backend: Restart Language Server");
  await workbench.runCommand("Senior Backend: Show Log");
  await expect(workbench.page.getByText("The language server is ready.").first()).toBeVisible();
  await expect(workbench.notification("Something went wrong")).toHaveCount(0);
});
