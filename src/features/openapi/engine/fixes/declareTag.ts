import type { Fix } from "./fix.ts";

/** Adds the tag that an operation names to the tags of the document. */
export const declareTag: Fix = {
  code: "operation-tag-defined",
  title: "Declare the tag",
  kind: "safe",
  edit(document, path) {
    const name = document.valueAt(path);
    if (typeof name !== "string") return undefined;
    // A document without any tags gets its list from the person: its place in the document is theirs to choose.
    return document.append(["tags"], { name });
  },
};
