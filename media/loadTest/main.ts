import { openChannel } from "../../src/shared/channel.ts";
import { withoutPlainSecrets } from "../../src/shared/plainSecrets.ts";
import type { PanelHostApi, PanelPageApi, SavedPage } from "../../src/features/loadTest/panelProtocol.ts";
import { createPage } from "./page.ts";
import { openPage } from "../shared/port.ts";

const pauseMs = 150;

const { port, api } = openPage<SavedPage>();
const host = openChannel<PanelPageApi, PanelHostApi>(port, {
  show: (parts) => {
    page.show(parts);
    keep();
    return null;
  },
});
let pause: ReturnType<typeof setTimeout> | undefined;

const page = createPage({
  edit: (draft) => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      void run(async () => page.check(await host.call("edit", draft)));
      keep();
    }, pauseMs);
  },
  start: (draft) =>
    void run(async () => {
      const checked = await host.call("edit", draft);
      page.check(checked);
      if (Object.keys(checked.problems).length > 0) page.showProblem();
      else await host.call("start", draft);
    }),
  stop: () => void run(() => host.call("stop", null)),
  choose: (what, draft) => void run(() => host.call("choose", { what, draft })),
  saveScenario: (draft) => void run(() => host.call("saveScenario", draft)),
  saveBaseline: () => void run(() => host.call("saveBaseline", null)),
  setSecret: (name) => void run(() => host.call("setSecret", { name })),
});

/** Does something with the host; what goes wrong is said in the page. */
async function run(work: () => Promise<unknown>): Promise<void> {
  page.fail(null);
  try {
    await work();
  } catch (error) {
    page.fail(error instanceof Error ? error.message : String(error));
  }
}

/** Keeps what a reload of the window needs. */
function keep(): void {
  if (!page.state) return;
  const { scenario, source, run: shown, comparison } = page.state;
  const runId = shown && shown.id !== "live" ? shown.id : null;
  const draft = page.draft();
  const kept = { ...draft, headers: withoutPlainSecrets(draft.headers) };
  api.setState({ draft: kept, scenario, source, runId, comparedId: comparison?.entry.id ?? null });
}

document.body.append(page.element);
void run(async () => page.show(await host.call("ready", null)));
