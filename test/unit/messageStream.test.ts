import { PassThrough, Writable } from "node:stream";
import { expect, it } from "vitest";
import { StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { messageStream } from "../../server/messageStream.ts";

it("hands each message on in one piece, in order", async () => {
  const pieces: string[] = [];
  const pipe = new PassThrough();
  const target = new Writable({
    writev(chunks, done) {
      const piece = Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer));
      pieces.push(piece.toString());
      pipe.write(piece, done);
    },
  });
  const received: unknown[] = [];
  const reader = new StreamMessageReader(pipe);
  const all = new Promise<void>((resolve) =>
    reader.listen((message) => received.push(message) === 3 && resolve()),
  );
  const writer = new StreamMessageWriter(messageStream(target));
  const messages = ["a", "é", "x".repeat(200_000)].map((method) => ({ jsonrpc: "2.0", method }));
  await Promise.all(messages.map((message) => writer.write(message)));
  await all;
  expect(received).toEqual(messages);
  expect(pieces.map((piece) => piece.slice(0, 16))).toEqual(messages.map(() => "Content-Length: "));
});

it("fails and ends with the stream that it hands on to", async () => {
  const target = new Writable();
  const writer = new StreamMessageWriter(messageStream(target));
  const failed = new Promise<Error>((resolve) => writer.onError(([error]) => resolve(error)));
  const closed = new Promise<void>((resolve) => writer.onClose(resolve));
  target.destroy(new Error("gone"));
  expect(await failed).toEqual(new Error("gone"));
  await closed;
});
