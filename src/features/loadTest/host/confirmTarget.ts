import { l10n, window } from "vscode";
import type { Scenario } from "../engine/scenario/scenario.ts";
import { loadInWords } from "./draft.ts";

/** Asks before anything but this machine is put under load. Resolves to whether the test may run. */
export async function confirmTarget(scenario: Scenario): Promise<boolean> {
  const { url, compareUrl } = scenario.request;
  const away = [url, ...(compareUrl === undefined ? [] : [compareUrl])].filter(
    (each) => !isThisMachine(each),
  );
  if (away.length === 0) return true;
  const hosts = [...new Set(away.map(hostOf))].join(", ");
  const start = l10n.t("Start Load Test");
  const answer = await window.showWarningMessage(
    l10n.t("Put {0} under load?", hosts),
    {
      modal: true,
      detail: l10n.t(
        "This is another machine: {0}. Test only what is yours to test; others may count it as an attack.",
        loadInWords(scenario.load),
      ),
    },
    start,
  );
  return answer === start;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

/** Tells whether an address is one of this machine, whatever the name service says. */
export function isThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/i.test(
    hostname,
  );
}
