import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runLoad } from "../../../src/features/loadTest/engine/index.ts";
import { type Exchange, serveBytes } from "../../support/loadServers.ts";

/** A way to answer, and whether a client may count it as an answer. */
interface Behaviour {
  readonly bytes: string;
  readonly then: "keep" | "end" | "reset" | "nothing";
  readonly valid: boolean;
}

const head = "HTTP/1.1 200 OK\r\n";
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;

const behaviours: readonly Behaviour[] = [
  { bytes: `${head}Content-Length: 5\r\n\r\nhello`, then: "keep", valid: true },
  { bytes: `${head}Content-Length: 0\r\n\r\n`, then: "keep", valid: true },
  { bytes: `${chunked}5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n`, then: "keep", valid: true },
  { bytes: `HTTP/1.1 103 Early Hints\r\n\r\n${head}Content-Length: 1\r\n\r\nx`, then: "keep", valid: true },
  { bytes: "HTTP/1.1 204 No Content\r\n\r\n", then: "keep", valid: true },
  { bytes: "HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops", then: "keep", valid: true },
  { bytes: `${head}Connection: close\r\nContent-Length: 2\r\n\r\nok`, then: "end", valid: true },
  { bytes: `${head}\r\nuntil the end`, then: "end", valid: true },
  { bytes: `${head}Content-Length: 2\r\n\r\nokHTTP/1.1 500 Poison\r\n\r\n`, then: "keep", valid: true },
  { bytes: `${head}Content-Length: 50\r\n\r\nshort`, then: "end", valid: false },
  { bytes: `${chunked}5\r\nhel`, then: "end", valid: false },
  { bytes: `${head}Content-Length: 50\r\n\r\nshort`, then: "reset", valid: false },
  { bytes: `${head}Content-Le`, then: "nothing", valid: false },
  { bytes: "", then: "nothing", valid: false },
  { bytes: "garbage\r\n\r\n", then: "keep", valid: false },
  { bytes: `${chunked}zz\r\n`, then: "keep", valid: false },
  { bytes: "HTTP/1.1 101 Switching Protocols\r\n\r\n", then: "keep", valid: false },
];

function perform({ bytes, then }: Behaviour, cuts: readonly number[], socket: Exchange["socket"]): void {
  const places = [...new Set(cuts.map((cut) => cut % Math.max(1, bytes.length)))].sort((a, b) => a - b);
  const pieces = [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
  const next = (index: number): void => {
    const piece = pieces[index];
    if (piece === undefined) {
      if (then === "end") socket.end();
      if (then === "reset") socket.resetAndDestroy();
      return;
    }
    socket.write(piece, "latin1", () => setImmediate(next, index + 1));
  };
  next(0);
}

describe("against servers that misbehave", () => {
  it("a run neither miscounts nor hangs", async () => {
    const plans = fc.tuple(
      fc.array(fc.nat(behaviours.length - 1), { minLength: 40, maxLength: 40 }),
      fc.array(fc.nat(200), { maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(plans, async ([choices, cuts]) => {
        let answered = 0;
        const server = await serveBytes(({ socket, index }) => {
          const behaviour = behaviours[choices[index % choices.length] ?? 0] ?? behaviours[0];
          if (!behaviour) return;
          if (behaviour.valid) answered++;
          perform(behaviour, cuts, socket);
        });
        try {
          const result = await runLoad({
            // POST is never sent twice, so the server's count is the client's.
            targets: [{ requests: [{ method: "POST", url: server.url }] }],
            pace: { kind: "closed", concurrency: 8 },
            length: { requests: 40 },
            timeouts: { request: 300 },
            workers: 1,
          });
          const [target] = result.targets;
          expect(target?.requests).toBe(answered);
          expect((target?.requests ?? 0) + (target?.failed ?? 0)).toBe(40);
          expect(target).toMatchObject({ sent: 40, cut: 0, retried: 0 });
        } finally {
          await server.close();
        }
      }),
      { numRuns: 6 },
    );
  }, 60_000);
});
