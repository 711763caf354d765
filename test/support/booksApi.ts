import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers reads of a book as the sample's description says: no limits, no credentials, as slow as wished. */
export interface BooksApi {
  readonly origin: string;
  /** Time that every answer is held back, in ms. */
  delay: number;
  /** Requests that have come in so far. */
  readonly requests: () => number;
  readonly stop: () => Promise<void>;
}

const book = JSON.stringify({ data: { title: "Field Notes on Quiet Machines" }, meta: { requestId: "1" } });

/** Starts the server on a free port. */
export async function startBooksApi(): Promise<BooksApi> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const isKnown = /^\/(?:books\/[\w-]+|livez)(?:\?|$)/.test(request.url ?? "");
    const answer = () => {
      response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end(book);
    };
    request.resume();
    if (api.delay > 0) setTimeout(answer, api.delay);
    else answer();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const api = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    delay: 0,
    requests: () => requests,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return api;
}
