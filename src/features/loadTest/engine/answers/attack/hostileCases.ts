import { isObject } from "../../fromSpec/json.ts";
import type { SingleAnswer } from "../httpClient.ts";
import {
  type AttackCase,
  type BaselineAnswer,
  type CaseMaker,
  type Verdict,
  validRequest,
} from "./attackCase.ts";
import { type InputSlot, inputSlots } from "./mutate.ts";

/** A text that an interpreter behind the service would take for its own. */
interface Payload {
  readonly name: string;
  readonly text: string;
  /** Seconds that the interpreter would sleep. */
  readonly sleeps?: number;
}

const payloads: readonly Payload[] = [
  { name: "a quote", text: "'" },
  { name: "SQL", text: "1' OR '1'='1' --" },
  { name: "SQL that sleeps", text: "1'; SELECT pg_sleep(5); --", sleeps: 5 },
  { name: "a MongoDB operator", text: '{"$gt":""}' },
  { name: "a shell command", text: "; sleep 5 #", sleeps: 5 },
  { name: "a template", text: "${{7*191}}{{7*191}}<%= 7*191 %>" },
  { name: "a script tag", text: '"><script>alert(191)</script>' },
  { name: "a null byte", text: "a\u0000b" },
  { name: "a lone surrogate and a bidirectional mark", text: "a\u202Eb\u{1F4A3}" },
  { name: "a path upwards", text: "../../../../etc/passwd" },
];

/** What a sleep must add before it is suspicious, in ms. */
const suspiciousDelay = 4_000;
/** More inputs than this of one operation are not injected into. */
const mostInputs = 12;

/** Texts that a database, shell, template engine or browser would run, in every text of a request. */
export const injectionCases: CaseMaker = (request) =>
  inputSlots(request)
    .filter(({ value, kind }) => typeof value === "string" && kind !== "header")
    .slice(0, mostInputs)
    .flatMap((slot) => payloads.map((payload) => injection(slot, payload)));

function injection(slot: InputSlot, { name, text, sleeps }: Payload): AttackCase {
  const change = `${name} in ${slot.name}`;
  return {
    group: "injection",
    change,
    request: slot.put(text),
    ...(sleeps !== undefined && { repeats: 2 }),
    judge: (answer, baseline) =>
      evidence(answer, baseline) ??
      computed(answer, text, baseline) ??
      reflected(answer, text) ??
      (sleeps !== undefined && answer.time > baseline.time + suspiciousDelay
        ? {
            severity: "critical",
            what: `takes ${Math.round(answer.time / 100) / 10} s with ${change}, each time: it seems to be run`,
            fix: "pass input as a parameter, never as part of a statement or a command",
          }
        : undefined),
  };
}

const databaseErrors =
  /SQLSTATE|syntax error at or near|unterminated quoted string|ORA-\d{5}|You have an error in your SQL syntax|SQLITE_ERROR|MongoServerError|pg_catalog|PrismaClient\w*Error|SequelizeDatabaseError|QueryFailedError/i;

/** Text of a database or a password file in an answer, which the answer to the valid request does not have. */
function evidence({ body }: SingleAnswer, baseline: BaselineAnswer): Verdict | undefined {
  if (databaseErrors.test(body) && !databaseErrors.test(baseline.body))
    return {
      severity: "critical",
      what: "shows an error of its database: input reaches a statement",
      fix: "pass input as a parameter, and keep error texts to yourself",
    };
  return /^root:.*:0:0:/m.test(body)
    ? {
        severity: "critical",
        what: "hands out a file of the system",
        fix: "never build file paths from input",
      }
    : undefined;
}

const product = "7*191";

/** A template that was computed: the product stands in the answer, the multiplication does not. */
function computed({ body }: SingleAnswer, text: string, baseline: BaselineAnswer): Verdict | undefined {
  const isComputed =
    text.includes(product) &&
    body.includes("1337") &&
    !body.includes(product) &&
    !baseline.body.includes("1337");
  return isComputed
    ? {
        severity: "high",
        what: `computes a template from input (${product} became 1337)`,
        fix: "never render input as a template",
      }
    : undefined;
}

function reflected({ body, headers }: SingleAnswer, text: string): Verdict | undefined {
  return text.includes("<script>") && body.includes(text) && /text\/html/i.test(headers["content-type"] ?? "")
    ? {
        severity: "high",
        what: "repeats a script tag of the request in an HTML page",
        fix: "encode input in HTML",
      }
    : undefined;
}

const fieldsOfOthers = {
  role: "admin",
  isAdmin: true,
  admin: true,
  verified: true,
  ownerId: "someone-else",
  userId: "someone-else",
  balance: 1_000_000,
  permissions: ["*"],
} as const;

/** Properties that the description does not have, and that a careless handler would store. */
export const massAssignmentCases: CaseMaker = (request) => {
  const json = request.body?.json;
  if (!isObject(json)) return [];
  const added = Object.entries(fieldsOfOthers).filter(([name]) => !Object.hasOwn(json, name));
  return [
    {
      group: "mass assignment",
      change: `${added.map(([name]) => name).join(", ")} added to the body`,
      request: { ...validRequest(request), body: JSON.stringify({ ...json, ...Object.fromEntries(added) }) },
      judge: ({ status, body }) => {
        const echoed =
          status < 300 ? added.filter(([name, value]) => holds(body, name, value)).map(([name]) => name) : [];
        return echoed.length === 0
          ? undefined
          : {
              severity: "high",
              what: `takes over properties that the description does not have: ${echoed.join(", ")}`,
              fix: "pick the described properties from a body, or set additionalProperties to false and enforce it",
            };
      },
    },
  ];
};

function holds(body: string, name: string, value: unknown): boolean {
  return body.replace(/\s+/g, "").includes(`"${name}":${JSON.stringify(value)}`);
}

const identifiers = ["0", "-1", "9223372036854775808", "..", "\u0000", "a".repeat(300)];

/** Path parameters that no resource has. */
export const identifierCases: CaseMaker = (request) =>
  inputSlots(request)
    .filter(({ kind }) => kind === "path")
    .flatMap((slot) =>
      identifiers.map((identifier): AttackCase => {
        const shown =
          identifier.length > 30 ? "300 characters" : identifier === "\u0000" ? "a null byte" : identifier;
        return {
          group: "identifiers",
          change: `${shown} as ${slot.name}`,
          request: slot.put(identifier),
          judge: evidence,
        };
      }),
    );
