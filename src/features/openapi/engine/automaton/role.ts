import type { Path } from "./json.ts";

/**
 * Which side of an operation a path is on. Examples of requests may lack read-only properties, those of responses
 * write-only ones, and Spectral tells them apart by the start of the path.
 */
export function roleOf([top, section, , part]: Path): number {
  if (top === "components") return section === "requestBodies" ? 1 : section === "responses" ? 2 : 0;
  if (top === "paths") return part === "requestBody" ? 1 : part === "responses" ? 2 : 0;
  return top === "responses" ? 2 : 0;
}
