import type { Framework } from "../frameworks/framework.ts";
import type { Service } from "../model/service.ts";
import { commentText } from "../print/escape.ts";

/** `README.md` of the service. */
export function readme(service: Service, framework: Framework): string {
  const { title, contractPath, operations, basePath, securitySchemes } = service;
  const [example] = operations;
  return `# ${plainText(title)}

${framework.title} service for the ${operations.length} operations of ${code(contractPath)}, scaffolded by Senior Backend.

## Run

    npm install
    npm run dev      # restarts on change
    npm test
    npm run check    # type check
    npm start        # builds, then runs dist/server.js

It listens on \`PORT\` (3000 by default). All settings are in \`.env.example\`; copy it to \`.env\`.
\`/livez\` and \`/readyz\` answer outside of the contract.
${basePath === "" ? "" : basePathText(basePath)}
## What is generated and what is yours

| Where               | Whose                                                                |
| ------------------- | -------------------------------------------------------------------- |
| \`src/api/generated\` | Generated: rewritten on every run from the contract. Edits are lost. |
| \`test/generated\`    | Generated too: requests for \`test/contract.test.ts\`.                  |
| \`src/handlers\`      | Yours: one file an operation, written once, never touched again.     |
| \`src/security\`      | Yours: one file a security scheme, written once.                     |
| everything else     | Yours: written once as a start.                                      |

\`.senior-backend/scaffold.json\` remembers names and hashes, so that names never drift and nothing that you wrote is
overwritten. Commit it.

## Write a handler

${example === undefined ? "" : `Open ${code(`src/handlers/${example.folder}/${example.file}.ts`)}. `}A handler takes validated, typed input and returns a status with a
body; a status that the contract does not declare is a compile error. Throw \`new ApiError(404, "ORDER_NOT_FOUND", "…")\`
from \`src/api/generated/errors.ts\` for the error envelope. What handlers share (a database pool, a clock) goes into
\`src/dependencies.ts\` and arrives as \`context.dependencies\`. A handler that is not written answers 501.

## Add or change an operation

Change the contract, run the scaffold again, and let the compiler show which handlers no longer fit:

    senior-backend scaffold ${code(contractPath).slice(1, -1)} --framework ${framework.name} --output .

New operations arrive as new files. Handlers of removed operations stay until you delete them.

## Errors

\`\`\`json
{
  "error": {
    "code": "VALIDATION_FAILED",
    "message": "The request is not valid.",
    "details": [{ "field": "body.name", "message": "is required" }]
  },
  "meta": { "requestId": "0b6f…" }
}
\`\`\`

400 invalid request or path that is not encoded properly, 401 without valid credentials (with \`WWW-Authenticate\`), 403 credentials that do not suffice, 404 unknown path, 405 method that the path does not have (with \`Allow\`), 406 media type that the operation does not answer with, 413 body too large,
415 media type that the contract does not list, 429 too many requests, 501 handler not written, 500 anything
unexpected. Success bodies are what the contract says, without an envelope unless it describes one.

${service.outgoing.length === 0 ? "" : webhooksText(service)}## Test

\`npm test\` needs no network. \`test/contract.test.ts\` sends each operation what it must let pass and what it must refuse,
with handlers that only tell whether they were reached; a valid request that cannot be made up from the contract alone is
left out. Tests of your handlers go beside it: they are functions of their input and context, or start the application
with \`startApp\`.

## Good to know

- ${framework.validators.title} validates requests with what \`src/api/generated/schemas.ts\` and the routes hold.
- ${securityText(securitySchemes)}
- Requests are limited to 100 per 15 minutes and client address; operations with \`x-rate-limit\` in the contract have a limit of
  their own besides. The counts live in memory; several processes need a
  shared store in \`src/middleware/rateLimit.ts\`. Behind proxies, set \`TRUST_PROXY\` to their number.
- Outside of production (\`NODE_ENV\`), what handlers answer is compared with the contract; an answer that it does not
  describe becomes a 500 that the log explains.
- Values in bodies are never converted: \`"1"\` is not a number. Parameters are text, and are read as the types that the
  contract gives them.
- A schema with \`properties\` but without \`type\` lets texts, numbers, lists and null pass too, and so does the type that
  handlers see: what they read from it would not be there. Say \`type: object\` in the contract where an object is meant.
- Properties that the contract does not mention pass, unless it says \`additionalProperties: false\`. Read-only properties
  in requests are not validated, and are not part of the handler's types.
- Multipart bodies and files are held in memory, up to \`BODY_LIMIT\`.
`;
}

function basePathText(basePath: string): string {
  return `
The contract's first server has the path ${code(basePath)}. The routes are mounted at the root; set \`BASE_PATH\` to mount them
there instead.
`;
}

function webhooksText({ outgoing: [example] }: Service): string {
  return `## Webhooks and callbacks

What the contract lets the service send is in \`src/api/generated/webhooks.ts\`: \`webhookRequests.${example?.name ?? ""}(url, { … })\` makes
a request whose content is typed. \`src/webhooks\` is yours: \`createWebhookSender\` signs and sends such a request, and
reads the answer, each held against the contract; nothing is sent until \`WEBHOOK_SECRETS\` is set. Receivers verify with
\`verifyWebhook\`: an HMAC over the bytes as they came, not older than five minutes (Standard Webhooks).

`;
}

function securityText(schemes: Service["securitySchemes"]): string {
  if (schemes.length === 0) return "The contract names no security schemes; every operation is open.";
  const files = schemes.map(({ name, file }) => `${code(name)} in \`src/security/${file}.ts\``).join(", ");
  return `Security is enforced as the contract says: ${files}. Their settings are in \`.env.example\`; until they are set, nobody is
  let in. A handler finds out who asks in \`context.principals\`.`;
}

function code(text: string): string {
  return `\`${commentText(text).replaceAll("`", "'")}\``;
}

/** Text that Markdown takes for nothing but text. */
function plainText(text: string): string {
  return commentText(text).replace(/[\\`*_{}[\]()<>#|!]/g, "\\$&");
}
