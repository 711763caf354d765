import type { Fix } from "./fix.ts";

const local = /^http:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0|[^/:]+\.(?:local|test|internal)(?:[/:]|$))/i;

/** A server that is not on this machine is reached through TLS. */
export const useHttps: Fix = {
  code: "owasp:api8:2023-no-server-http",
  title: "Use https",
  kind: "suggested",
  edit(document, path) {
    const url = document.valueAt(path);
    if (typeof url !== "string" || !url.startsWith("http://") || local.test(url)) return undefined;
    return document.replace(path, url.replace(/^http:/, "https:"));
  },
};
