import { h } from "../shared/dom.ts";

const pauseMs = 5000;

/** Tells screen readers what changed: politely, and at most every five seconds; the last sentence always arrives. */
export function createAnnouncer() {
  const element = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
  let waiting: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function speak(): void {
    timer = undefined;
    if (waiting === undefined) return;
    element.textContent = waiting;
    waiting = undefined;
    timer = setTimeout(speak, pauseMs);
  }

  return {
    element,
    say(sentence: string): void {
      if (sentence === element.textContent) return;
      waiting = sentence;
      if (timer === undefined) speak();
    },
  };
}
