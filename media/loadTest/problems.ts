import type { TargetView } from "../../src/features/loadTest/panelProtocol.ts";
import { h } from "../shared/dom.ts";

const kinds: Readonly<Record<string, string>> = {
  dns: "Name not found",
  connect: "No connection",
  tls: "TLS refused",
  timeout: "Timed out",
  reset: "Connection reset",
  truncated: "Answer cut short",
  protocol: "Not valid HTTP",
  "keepalive-race": "Closed while idle",
  generator: "Of this machine, not the server",
};

/** Errors by kind and answers that were not hoped for, each with a sample. */
export function createProblems() {
  const list = h("ul", { class: "problems" });
  const empty = h("p", { class: "empty" });
  let shown = "";
  return {
    element: h(
      "section",
      { class: "card", "aria-label": "Errors by kind" },
      h("header", {}, h("h2", {}, "Errors by kind")),
      empty,
      list,
    ),
    update(target: TargetView | undefined): void {
      const entries = target ? [...errorEntries(target), ...statusEntries(target)] : [];
      empty.textContent = target ? "No errors." : "Nothing measured yet.";
      empty.hidden = entries.length > 0;
      // Four updates a second must not fold what a person has just unfolded.
      const key = JSON.stringify(entries);
      if (key === shown) return;
      shown = key;
      const unfolded = new Set(
        [...list.querySelectorAll("details[open]")].map((each) => each.getAttribute("data-name")),
      );
      list.replaceChildren(...entries.map((entry) => line(entry, unfolded.has(entry.name))));
    },
  };
}

interface Entry {
  readonly name: string;
  readonly count: number;
  readonly sample: string | undefined;
}

function errorEntries({ errors, errorSamples }: TargetView): readonly Entry[] {
  return Object.entries(errors)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => ({
      name: kinds[kind] ?? kind,
      count,
      sample: errorSamples.find((each) => each.kind === kind)?.message,
    }));
}

function statusEntries({ status, samples }: TargetView): readonly Entry[] {
  return Object.entries(status)
    .filter(([code]) => samples.some((each) => String(each.status) === code))
    .map(([code, count]) => ({
      name: `Status ${code}`,
      count,
      sample: samples.find((each) => String(each.status) === code)?.body,
    }));
}

function line({ name, count, sample }: Entry, isOpen: boolean): HTMLElement {
  const title = [
    h("span", { class: "name" }, name),
    h("span", { class: "count" }, count.toLocaleString("en")),
  ];
  if (sample === undefined || sample === "") return h("li", { class: "plain" }, ...title);
  return h(
    "li",
    {},
    h(
      "details",
      { open: isOpen, "data-name": name },
      h("summary", {}, ...title),
      h("pre", { tabindex: "0" }, sample),
    ),
  );
}
