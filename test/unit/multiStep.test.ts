import { describe, expect, it } from "vitest";
import { askAll, back, skip, type Frame, type Step } from "../../src/host/multiStep.ts";

interface Answers {
  readonly fruit?: string;
  readonly size?: number;
}

/** A step that gives its prepared answers one after the other. */
function scripted(asked: Frame[], ...answers: Awaited<ReturnType<Step<Answers>>>[]): Step<Answers> {
  const left = [...answers];
  return (_, frame) => {
    asked.push(frame);
    return Promise.resolve(left.shift());
  };
}

describe("askAll", () => {
  it("collects the answers of all steps, on top of what is known", async () => {
    const asked: Frame[] = [];
    const steps = [scripted(asked, { fruit: "pear" }), scripted(asked, { size: 3 })];
    expect(await askAll("Pick", steps, { size: 1 })).toEqual({ fruit: "pear", size: 3 });
    expect(asked.map(({ step, totalSteps }) => `${step}/${totalSteps}`)).toEqual(["1/2", "2/2"]);
  });

  it("goes back to the question before, with the answers of that time", async () => {
    const asked: Frame[] = [];
    const seen: Answers[] = [];
    const fruit = scripted(asked, { fruit: "pear" }, { fruit: "plum" });
    const size = scripted(asked, back, { size: 3 });
    const watched: Step<Answers> = (answers, frame) => {
      seen.push(answers);
      return fruit(answers, frame);
    };
    expect(await askAll("Pick", [watched, size], {})).toEqual({ fruit: "plum", size: 3 });
    expect(asked.map(({ step }) => step)).toEqual([1, 2, 1, 2]);
    expect(seen).toEqual([{}, {}]);
  });

  it("passes over what need not be asked, on the way back too", async () => {
    const asked: Frame[] = [];
    const fruit = scripted(asked, { fruit: "pear" }, { fruit: "plum" });
    const size = scripted(asked, back, { size: 3 });
    const steps = [fruit, () => Promise.resolve(skip), size];
    expect(await askAll<Answers>("Pick", steps, {})).toEqual({ fruit: "plum", size: 3 });
    expect(asked.map(({ step }) => step)).toEqual([1, 3, 1, 3]);
  });

  it("ends without an answer when the person gives up", async () => {
    expect(
      await askAll("Pick", [scripted([], { fruit: "pear" }), scripted([], undefined)], {}),
    ).toBeUndefined();
  });

  it("asks nothing when everything is known", async () => {
    expect(await askAll<Answers>("Pick", [], { fruit: "pear" })).toEqual({ fruit: "pear" });
  });
});
