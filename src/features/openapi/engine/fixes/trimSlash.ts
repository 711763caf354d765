import type { Fix } from "./fix.ts";

/** `https://api.example.com/` + `/orders` would be a path with two slashes. */
export const trimServerSlash: Fix = {
  code: "oas3-server-trailing-slash",
  title: "Remove the trailing slash",
  kind: "safe",
  edit(document, path) {
    const url = document.valueAt(path);
    return typeof url === "string" ? document.replace(path, url.replace(/\/+$/, "")) : undefined;
  },
};

/** Two spellings of a path are two paths to most routers. */
export const trimPathSlash: Fix = {
  code: "path-keys-no-trailing-slash",
  title: "Remove the trailing slash",
  kind: "suggested",
  edit(document, path) {
    const route = path.at(-1);
    return typeof route === "string" && path.length === 2
      ? document.rename(path, route.replace(/\/+$/, ""))
      : undefined;
  },
};
