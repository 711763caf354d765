import { tooManyRequests } from "./errors.mjs";

const mostClients = 10_000;

/**
 * Counts requests by client in fixed windows. The function that it returns gives the headers to answer with, and
 * throws a 429 that carries them once the quota is used up.
 */
export function createRateLimit(quota, windowSeconds) {
  const windows = new Map();
  return function countRequest(client, now = Date.now()) {
    const window = currentWindow(windows, client, now, windowSeconds * 1000);
    window.used += 1;
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    const headers = {
      RateLimit: `"default";r=${Math.max(0, quota - window.used)};t=${seconds}`,
      "RateLimit-Policy": `"default";q=${quota};w=${windowSeconds}`,
    };
    if (window.used <= quota) return headers;
    const refusal = tooManyRequests(seconds);
    Object.assign(refusal.headers, headers);
    throw refusal;
  };
}

function currentWindow(windows, client, now, length) {
  const known = windows.get(client);
  if (known && known.endsAt > now) return known;
  if (windows.size >= mostClients) windows.clear();
  const window = { used: 0, endsAt: now + length };
  windows.set(client, window);
  return window;
}
