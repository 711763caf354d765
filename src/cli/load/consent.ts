import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { createInterface } from "node:readline/promises";
import { isLoopbackName, isNearAddress } from "../../features/loadTest/engine/answers/safety/nearness.ts";
import { UserError } from "../../shared/userError.ts";

/**
 * Load on other people's machines needs a word: `--yes`, or an answer at the terminal.
 * @param what the load in words, as in "50 connections for 10 s"
 * @throws UserError when a target is far and nobody agreed
 */
export async function requireConsent(
  urls: readonly string[],
  what: string,
  agreed: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (agreed) return;
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, "")))];
  for (const host of hosts) {
    if (await isNear(host)) continue;
    const place = `${host} is neither this machine nor in a private network`;
    if (!process.stdin.isTTY || !process.stderr.isTTY)
      throw new UserError(`${place}; add --yes to send ${what} there on purpose.`);
    if (!(await ask(`${place}. Send ${what} there? [y/N] `, signal)))
      throw new UserError(`Nothing was sent to ${host}.`);
  }
}

/** A name that cannot be looked up is left to the run, which says so better. */
async function isNear(host: string): Promise<boolean> {
  if (isIP(host) !== 0) return isNearAddress(host);
  if (isLoopbackName(host)) return true;
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return addresses.every(({ address }) => isNearAddress(address));
}

async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await prompt.question(question, { signal })).trim());
  } finally {
    prompt.close();
  }
}
