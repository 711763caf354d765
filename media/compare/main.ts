import { openChannel } from "../../src/shared/channel.ts";
import type {
  ComparePanelHostApi,
  ComparePanelPageApi,
  SavedComparison,
} from "../../src/features/database/comparePanelProtocol.ts";
import { createPage } from "./page.ts";
import { openPage } from "../shared/port.ts";

const { port, api } = openPage<SavedComparison>();
const host = openChannel<ComparePanelPageApi, ComparePanelHostApi>(port, {
  show: (parts) => {
    page.show(parts);
    if (parts.saved) api.setState(parts.saved);
    return null;
  },
});

const page = createPage({
  compare: () => void run(() => host.call("compare", null)),
  stop: () => void run(() => host.call("stop", null)),
  answer: (answer) => void run(() => host.call("answer", answer)),
  choose: (what) => void run(() => host.call("choose", { what })),
  save: () => void run(() => host.call("save", null)),
  openFile: () => void run(() => host.call("openFile", null)),
  dryRun: (on) => void run(() => host.call("dryRun", { on })),
  apply: () => void run(() => host.call("apply", null)),
  takeBack: () => void run(() => host.call("takeBack", null)),
  showDdl: (object) => void run(() => host.call("showDdl", { object })),
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

document.body.append(page.element);
void run(async () => {
  const state = await host.call("ready", null);
  page.show(state);
  api.setState(state.saved);
});
