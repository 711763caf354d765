import type { Helper } from "./zodContext.ts";

/**
 * Formats of OpenAPI and JSON Schema that zod knows. `guid` is the UUID of JSON Schema: any version, any variant.
 * Formats that are not listed say something about the meaning of a string and nothing about its letters.
 */
const formats: Readonly<Record<string, string>> = {
  "date-time": "z.iso.datetime({ offset: true })",
  date: "z.iso.date()",
  duration: "z.iso.duration()",
  email: "z.email()",
  uuid: "z.guid()",
  uri: "z.url()",
  url: "z.url()",
  ipv4: "z.ipv4()",
  ipv6: "z.ipv6()",
  hostname: "z.hostname()",
  byte: "z.base64()",
};

/** The zod expression of a string format, or undefined for those that constrain nothing. */
export function formatCode(format: string | undefined, use: (helper: Helper) => void): string | undefined {
  if (format === "time") {
    use("time");
    return "z.string().check(time())";
  }
  return format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined;
}
