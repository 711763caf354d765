/** `src/api/generated/accept.ts`, without its header. */
export const acceptSource = `import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors.ts";
import type { Route } from "./route.ts";

/** @throws a 406 when the client accepts none of the media types that the operation answers with (RFC 9110, 12.5.1). */
export function refuseUnacceptable({ offers = [] }: Route, { headers }: IncomingMessage): void {
  if (offers.length === 0 || headers.accept === undefined) return;
  const ranges = parseRanges(headers.accept);
  if (ranges.length === 0 || offers.some((offer) => isAccepted(offer, ranges))) return;
  throw new ApiError(406, "NOT_ACCEPTABLE", \`The operation answers with \${offers.join(", ")} only.\`);
}

interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  readonly quality: number;
}

function parseRanges(accept: string): readonly MediaRange[] {
  return accept.split(",").flatMap((item) => {
    const [name = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    const [type = "", subtype = ""] = name.split("/");
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    return type === "" || subtype === "" ? [] : [{ type, subtype, quality: Number(quality ?? 1) }];
  });
}

/** The most specific range that matches decides. An offer that is a range itself may turn out to be anything in it. */
function isAccepted(offer: string, ranges: readonly MediaRange[]): boolean {
  const [type = "", subtype = ""] = offer.split("/");
  const matching = ranges
    .filter((range) => fits(range.type, type) && fits(range.subtype, subtype))
    .sort((a, b) => specificity(b) - specificity(a));
  return (matching[0]?.quality ?? 0) > 0;
}

function fits(wanted: string, offered: string): boolean {
  return wanted === offered || wanted === "*" || offered === "*";
}

function specificity({ type, subtype }: MediaRange): number {
  return Number(type !== "*") + Number(subtype !== "*");
}
`;
