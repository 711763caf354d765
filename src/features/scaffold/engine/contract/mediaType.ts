import type { MediaKind } from "./operation.ts";

/** A media type without its parameters, in lower case: "application/json; charset=utf-8" → "application/json". */
export function mediaTypeEssence(mediaType: string): string {
  return (mediaType.split(";")[0] ?? "").trim().toLowerCase();
}

/** What bytes of a media type are read as. `*` + `/*` stands for JSON unless the schema says that it is a file. */
export function mediaKind(essence: string, isBinary: boolean): MediaKind {
  if (essence === "application/x-www-form-urlencoded") return "form";
  if (essence.startsWith("multipart/")) return "multipart";
  if (isJson(essence)) return "json";
  if (isBinary) return "binary";
  if (essence === "*/*") return "json";
  return isText(essence) ? "text" : "binary";
}

/** A JSON media type by name or by structured suffix (RFC 6839). */
export function isJson(essence: string): boolean {
  return essence === "application/json" || essence === "text/json" || essence.endsWith("+json");
}

function isText(essence: string): boolean {
  return (
    essence.startsWith("text/") || /[/+](xml|yaml|x-yaml|javascript|graphql|x-ndjson|jsonl)$/.test(essence)
  );
}
