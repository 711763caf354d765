import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeadMemo } from "../../../src/features/loadTest/engine/raw/headMemo.ts";
import { ResponseScanner } from "../../../src/features/loadTest/engine/raw/scanner.ts";

/** What a scanner made of a stream of bytes. */
interface Scanned {
  readonly status?: number;
  readonly body?: string;
  /** Whether the connection can carry another request. */
  readonly reusable?: boolean;
  readonly oddities?: readonly string[];
  /** Bytes that follow the response. */
  readonly rest?: string;
  readonly error?: string;
  /** Not complete: whether the end of the connection would complete it. */
  readonly pending?: "until close" | "more";
}

/** Shared, as by the connections to a server: what one response left behind must not show in the next. */
const memo = new HeadMemo();
const megabyte = 1024 * 1024;

/** Scans a text that arrives in pieces cut at these places. */
function scan(text: string, cuts: readonly number[], head = false): Scanned {
  const bytes = Buffer.from(text, "latin1");
  let body = "";
  const tap = {
    onHead: () => (piece: Uint8Array, from: number, to: number) => {
      body += Buffer.from(piece.subarray(from, to)).toString("latin1");
    },
  };
  const scanner = new ResponseScanner(tap, memo, megabyte);
  scanner.expect(head);
  // Every piece arrives in the same buffer, as on a socket, with old bytes around it.
  const buffer = Buffer.alloc(bytes.length + 8, "\n");
  const edges = [0, ...cuts, bytes.length];
  try {
    for (let index = 1; index < edges.length; index++) {
      const [from = 0, to = 0] = [edges[index - 1], edges[index]];
      buffer.fill("\n");
      bytes.copy(buffer, 4, from, to);
      const after = scanner.scan(buffer, 4, 4 + to - from);
      if (scanner.done) {
        const { status, oddities } = scanner.head;
        const rest = text.slice(from + after - 4);
        return { status, body, reusable: !scanner.close, oddities: [...oddities].sort(), rest };
      }
      expect(after).toBe(4 + to - from);
    }
  } catch (error) {
    return { error: (error as Error).message };
  }
  const status = scanner.begun ? scanner.head.status : 0;
  return { status, body, pending: scanner.endsWithConnection ? "until close" : "more" };
}

interface Case {
  readonly name: string;
  readonly response: string;
  readonly head?: boolean;
  readonly expected: Partial<Scanned>;
}

const ok = { status: 200, reusable: true, oddities: [], rest: "" };

const cases: readonly Case[] = [
  {
    name: "a body of a known length",
    response: "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
    expected: { ...ok, body: "hello" },
  },
  {
    name: "an empty body, Content-Length: 0",
    response: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    expected: { ...ok, body: "" },
  },
  {
    name: "a status line without a reason",
    response: "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx",
    expected: { ...ok, body: "x" },
  },
  {
    name: "chunks with extensions and trailers",
    response:
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;name=value\r\nhello\r\nA\r\n0123456789\r\n0\r\nDigest: x\r\n\r\n",
    expected: { ...ok, body: "hello0123456789" },
  },
  {
    name: "chunks that contain what looks like the end of a chunk",
    response: "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
    expected: { ...ok, body: "\r\n0\r\n\r\n" },
  },
  {
    name: "several codings, chunked last",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    expected: { ...ok, body: "x" },
  },
  {
    name: "both a length and chunks: chunks win and the connection is not used again",
    response:
      "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    expected: { ...ok, reusable: false, oddities: ["length-and-chunked"], body: "x" },
  },
  {
    name: "the same length twice",
    response: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\ncontent-length:2\r\n\r\nok",
    expected: { ...ok, body: "ok" },
  },
  {
    name: "interim responses before the final one",
    response:
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
    expected: { ...ok, status: 201, body: "ok" },
  },
  {
    name: "an answer to HEAD, whose length belongs to a body that does not come",
    head: true,
    response: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
    expected: { ...ok, body: "" },
  },
  {
    name: "an answer to HEAD that says chunked",
    head: true,
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    expected: { ...ok, body: "" },
  },
  {
    name: "204, whatever its length says",
    response: "HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n",
    expected: { ...ok, status: 204, body: "" },
  },
  {
    name: "304 with the length of what was not modified",
    response: "HTTP/1.1 304 Not Modified\r\nContent-Length: 4321\r\nETag: x\r\n\r\n",
    expected: { ...ok, status: 304, body: "" },
  },
  {
    name: "a body that lasts until the connection ends",
    response: "HTTP/1.1 200 OK\r\n\r\nhello",
    expected: { status: 200, body: "hello", pending: "until close" },
  },
  {
    name: "HTTP/1.0, which closes",
    response: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    expected: { ...ok, reusable: false, body: "ok" },
  },
  {
    name: "HTTP/1.0 that stays",
    response: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    expected: { ...ok, body: "ok" },
  },
  {
    name: "Connection: close among other options",
    response: "HTTP/1.1 200 OK\r\nConnection: foo , Close\r\nContent-Length: 2\r\n\r\nok",
    expected: { ...ok, reusable: false, body: "ok" },
  },
  {
    name: "a body that is cut short",
    response: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
    expected: { status: 200, body: "hello", pending: "more" },
  },
  {
    name: "chunks without an end",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    expected: { status: 200, body: "hello", pending: "more" },
  },
  {
    name: "bytes after the response, which belong to nobody",
    response: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    expected: { ...ok, body: "ok", rest: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" },
  },
  {
    name: "lines that end with LF alone",
    response: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
    expected: { ...ok, oddities: ["line-feed-only"], body: "ok" },
  },
  {
    name: "a folded header that frames nothing",
    response: "HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
    expected: { ...ok, oddities: ["folded-header"], body: "ok" },
  },
  {
    name: "names in any case and blanks around values",
    response: "HTTP/1.1 200 OK\r\nCONTENT-length: \t 2 \t\r\n\r\nok",
    expected: { ...ok, body: "ok" },
  },
  refused("a blank before the colon", "Content-Length : 2\r\n", "without a valid name"),
  refused("a line without a colon", "nonsense\r\n", "without a valid name"),
  refused("an empty name", ": x\r\n", "without a valid name"),
  refused("lengths that differ", "Content-Length: 2\r\nContent-Length: 3\r\n", "several Content-Lengths"),
  refused("a negative length", "Content-Length: -2\r\n", "not a number"),
  refused("a length with a sign", "Content-Length: +2\r\n", "not a number"),
  refused("an empty length", "Content-Length:\r\n", "not a number"),
  refused("a length beyond counting", "Content-Length: 99999999999999999999\r\n", "not a number"),
  refused("a length over the cap", "Content-Length: 2000000\r\n", "longer than 1048576 bytes"),
  refused("codings after chunked", "Transfer-Encoding: chunked, gzip\r\n", "goes on after chunked"),
  refused("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "goes on after"),
  refused("a CR within a value", "X: a\rb\r\n", "CR or NUL"),
  refused("a folded length", "Content-Length:\r\n 2\r\n", "not a number"),
  refused("a fold after the length", "Content-Length: 2\r\n 3\r\n", "folds a header"),
  {
    name: "a fold before any header",
    response: "HTTP/1.1 200 OK\r\n Server: x\r\nContent-Length: 0\r\n\r\n",
    expected: { error: expect.stringContaining("folds a header") as string },
  },
  {
    name: "a chunk longer than its size",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
    expected: { error: "The response has a chunk longer than its size." },
  },
  {
    name: "a chunk size that is not hexadecimal",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2g\r\nhello\r\n",
    expected: { error: "The response has a chunk size that is not hexadecimal." },
  },
  {
    name: "a chunk without a size",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello",
    expected: { error: "The response has a chunk without a size." },
  },
  {
    name: "a chunk of impossible size",
    response: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    expected: { error: "The response has a chunk of impossible size." },
  },
  {
    name: "switched protocols",
    response: "HTTP/1.1 101 X\r\n\r\n",
    expected: { error: "The server switched protocols unasked." },
  },
  ...[
    "HTTP/2.0 200 OK\r\n\r\n",
    "SSH-2.0-OpenSSH_9.6\r\n",
    "HTTP/1.1 2x0 OK\r\n\r\n",
    "\r\nHTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 700 No\r\n\r\n",
  ].map((response): Case => ({
    name: `not a response: ${JSON.stringify(response)}`,
    response,
    expected: { error: expect.stringMatching(/does not begin with|status line/) as string },
  })),
];

function refused(name: string, header: string, reason: string): Case {
  return {
    name,
    response: `HTTP/1.1 200 OK\r\nServer: x\r\n${header}\r\n`,
    expected: { error: expect.stringContaining(reason) as string },
  };
}

describe("the response scanner", () => {
  it.each(cases)("reads $name, cut anywhere", ({ response, head, expected }) => {
    expect(scan(response, [], head)).toMatchObject(expected);
    for (let cut = 1; cut < response.length; cut++) {
      expect(scan(response, [cut], head), `cut at ${cut}`).toMatchObject(expected);
    }
    const everyByte = Array.from({ length: response.length - 1 }, (_, index) => index + 1);
    expect(scan(response, everyByte, head), "byte by byte").toMatchObject(expected);
  });

  it("reads any valid response, however it is cut", () => {
    const body = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }), { maxLength: 6 });
    const cuts = fc.array(fc.nat(2000), { maxLength: 20 });
    fc.assert(
      fc.property(
        body,
        fc.boolean(),
        fc.integer({ min: 200, max: 599 }),
        cuts,
        (pieces, chunked, status, at) => {
          fc.pre(status !== 204 && status !== 304);
          const text = pieces.join("");
          const framed = chunked
            ? `Transfer-Encoding: chunked\r\n\r\n${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join("")}0\r\n\r\n`
            : `Content-Length: ${text.length}\r\n\r\n${text}`;
          const response = `HTTP/1.1 ${status} Whatever\r\nServer: x\r\n${framed}`;
          const places = [...new Set(at.filter((place) => place > 0 && place < response.length))];
          const scanned = scan(
            response,
            places.sort((a, b) => a - b),
          );
          expect(scanned).toEqual({ status, body: text, reusable: true, oddities: [], rest: "" });
        },
      ),
    );
  });

  it("never loops or loses its place over noise", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 300 }), fc.boolean(), (noise, valid) => {
        const text = valid ? `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${noise}` : noise;
        const whole = scan(text, []);
        const everyByte = Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => index + 1);
        expect(scan(text, everyByte)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it("gives up on a head, or on chunks, that never end", () => {
    const endless = `HTTP/1.1 200 OK\r\n${"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(4000)}`;
    expect(scan(endless, [1000, 30_000, 70_000]).error).toContain("longer than 64 kB");
    const framing = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${"x".repeat(100_000)}`;
    expect(scan(framing, []).error).toContain("mostly framing");
  });
});
