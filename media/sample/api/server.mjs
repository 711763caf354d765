#!/usr/bin/env node
// The sample API of openapi.yaml: no dependencies, everything in memory. Start it with `node api/server.mjs`.
//   PORT=3000          where it listens (0 takes a free port)
//   HOST=localhost     which address it listens on
//   API_TOKEN=secret   asks for credentials: this bearer token, or this api_key where the contract allows one
//   RATE_LIMIT=100     requests a client may send in a window; no limit when unset
//   RATE_WINDOW=60     length of the window in seconds
import { createServer } from "node:http";
import { createApi } from "./app.mjs";
import { createRateLimit } from "./rateLimit.mjs";
import { createStore } from "./store.mjs";

const graceMs = 2000;

try {
  serve(readSettings(process.env));
} catch (error) {
  giveUp(error.message);
}

function serve({ port, host, token, limit, windowSeconds }) {
  const rateLimit = limit === undefined ? undefined : createRateLimit(limit, windowSeconds);
  const server = createServer(createApi({ store: createStore(), token, rateLimit }));
  server.on("error", (error) => giveUp(whyNotListening(error, host, port)));
  server.listen(port, host, () => {
    console.log(`Lantern Books API on http://${host}:${server.address().port}`);
  });
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop(server));
}

/** Lets running requests finish, for a while. */
function stop(server) {
  server.close(() => process.exit(0));
  setTimeout(() => server.closeAllConnections(), graceMs).unref();
}

function readSettings(env) {
  return {
    port: wholeNumber("PORT", env.PORT || "3000", 0, 65535),
    host: env.HOST || "localhost",
    token: env.API_TOKEN || undefined,
    limit: env.RATE_LIMIT ? wholeNumber("RATE_LIMIT", env.RATE_LIMIT, 1, 1e6) : undefined,
    windowSeconds: wholeNumber("RATE_WINDOW", env.RATE_WINDOW || "60", 1, 86400),
  };
}

function wholeNumber(name, text, least, most) {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`${name} is "${text}": set it to a whole number from ${least} to ${most}.`);
}

function whyNotListening(error, host, port) {
  const reasons = {
    EADDRINUSE: `Port ${port} is taken: stop what listens there, or start with PORT=${port + 1}.`,
    EACCES: `Port ${port} needs more rights than this user has: start with PORT=3000.`,
    ENOTFOUND: `HOST "${host}" is not an address of this machine: start with HOST=localhost.`,
    EADDRNOTAVAIL: `HOST "${host}" is not an address of this machine: start with HOST=localhost.`,
  };
  return reasons[error.code] ?? `The sample API cannot listen on ${host}:${port}: ${error.message}.`;
}

function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}
