import { Writable } from "node:stream";

/**
 * A stream for a writer of messages, which hands each of them on in one piece: the writer gives the header, as text,
 * before the content, and two pieces wake the other side up twice.
 */
export function messageStream(stream: Writable): Writable {
  let header = "";
  const messages = new Writable({
    decodeStrings: false,
    write(part: string | Uint8Array, _, done) {
      if (typeof part === "string") {
        header += part;
        done();
        return;
      }
      stream.cork();
      stream.write(header, "ascii");
      stream.write(part, done);
      stream.uncork();
      header = "";
    },
  });
  stream.once("error", (error) => messages.destroy(error));
  stream.once("close", () => messages.destroy());
  return messages;
}
