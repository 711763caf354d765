import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { type Channel, openChannel, type Port } from "../../src/shared/channel.ts";
import { UserError } from "../../src/shared/userError.ts";

interface Calculator {
  add(terms: readonly number[]): number;
  fail(kind: "user" | "defect"): never;
  wait(params: null): string;
}
interface Asker {
  double(value: number): number;
}

const port = (side: MessagePort): Port => ({
  post: (message) => side.postMessage(message),
  onMessage: (listener) => side.on("message", listener),
});

function connect() {
  const { port1, port2 } = new MessageChannel();
  let aborted = false;
  const server: Channel<Asker> = openChannel<Calculator, Asker>(port(port1), {
    async add(terms) {
      const doubled = await Promise.all(terms.map((term) => server.call("double", term)));
      return doubled.reduce((sum, term) => sum + term, 0);
    },
    fail(kind) {
      throw kind === "user" ? new UserError("Do it differently.") : new TypeError("oops");
    },
    wait: (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => {
          aborted = true;
          resolve("aborted");
        });
      }),
  });
  const client = openChannel<Asker, Calculator>(port(port2), { double: (value) => value * 2 });
  return { client, server, ports: [port1, port2], wasAborted: () => aborted };
}

describe("openChannel", () => {
  let open: ReturnType<typeof connect>;
  afterEach(() => {
    for (const side of open.ports) side.close();
  });

  it("calls in both directions at once", async () => {
    open = connect();
    const sums = await Promise.all([open.client.call("add", [1, 2]), open.client.call("add", [10])]);
    expect(sums).toEqual([6, 20]);
  });

  it("carries errors, with those for people still being such", async () => {
    open = connect();
    await expect(open.client.call("fail", "user")).rejects.toBeInstanceOf(UserError);
    await expect(open.client.call("fail", "defect")).rejects.toMatchObject({
      name: "TypeError",
      message: "oops",
    });
  });

  it("refuses what the other side does not have, inherited names included", async () => {
    open = connect();
    for (const name of ["nope", "toString", "__proto__"]) {
      await expect(open.client.call(name as "wait", null)).rejects.toThrow(`no method "${name}"`);
    }
  });

  it("cancels on the other side and stops waiting at once", async () => {
    open = connect();
    const controller = new AbortController();
    const waiting = open.client.call("wait", null, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await open.client.call("add", []);
    expect(open.wasAborted()).toBe(true);
  });

  it("leaves nobody waiting when it closes, and ignores what is no message of its own", async () => {
    open = connect();
    for (const junk of [null, 1, "x", {}, { kind: "reply", id: 999 }, { kind: "cancel", id: 7 }])
      open.ports[0]?.postMessage(junk);
    const waiting = open.client.call("wait", null);
    await open.client.call("add", []);
    open.client.dispose();
    await expect(waiting).rejects.toThrow("closed");
    await expect(open.client.call("add", [])).rejects.toThrow("closed");
  });
});
