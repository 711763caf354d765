import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver-protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LanguageServer, type ServerOptions, startLanguageServer } from "../support/languageServer.ts";

const api = (extra = "") => `openapi: 3.1.0
info: {title: a, version: "1"}
servers: [{url: "https://api.test/v1"}]
paths:
  /things:
    get:
      responses: {"200": {description: ok}}
${extra}`;

let folder = "";
let server: LanguageServer;
const uri = (name: string) => pathToFileURL(join(folder, name)).href;

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return uri(name);
}

async function start(options: ServerOptions = {}): Promise<void> {
  server = await startLanguageServer({ folders: [folder], ...options });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "workspace #ü 100% "));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const last = (name: string) => server.published.findLast((params) => params.uri === uri(name))?.diagnostics;

describe("diagnostics", () => {
  it("come with rule, severity, link and version, from Spectral's rules and OWASP's", async () => {
    await start();
    server.open(uri("api.yaml"), api(), 7);
    const found = await server.diagnostics(uri("api.yaml"), ({ version }) => version === 7);
    expect(codes(found)).toEqual(
      expect.arrayContaining(["operation-operationId", "owasp:api4:2023-rate-limit-responses-429"]),
    );
    const finding = found.find(({ code }) => code === "operation-operationId");
    expect(finding).toMatchObject({
      source: "senior-backend",
      severity: 2,
      range: { start: { line: 5, character: 4 } },
    });
    expect(found.every(({ codeDescription }) => codeDescription?.href.startsWith("https://"))).toBe(true);
  });

  it("follow the last version after fast typing, and only that", async () => {
    await start();
    server.open(uri("api.yaml"), api(), 1);
    for (let version = 2; version <= 40; version++) {
      server.change(
        uri("api.yaml"),
        version === 40 ? `${api()}tags: [{name: b}, {name: b}]\n` : api(`  /t${version}: {}\n`),
        version,
      );
    }
    const found = await server.diagnostics(uri("api.yaml"), ({ version }) => version === 40);
    expect(codes(found)).toContain("openapi-tags-uniqueness");
    const versions = server.published.map(({ version }) => version ?? 0);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    expect(server.published.at(-1)?.version).toBe(40);
  });

  it("vanish when the document is closed, or is no description any more", async () => {
    await start();
    server.open(uri("a.yaml"), api());
    server.open(uri("b.yaml"), api());
    await Promise.all([server.diagnostics(uri("a.yaml")), server.diagnostics(uri("b.yaml"))]);
    server.close(uri("a.yaml"));
    server.change(uri("b.yaml"), "name: something else\n", 2);
    const isEmpty = ({ diagnostics }: { diagnostics: readonly Diagnostic[] }) => diagnostics.length === 0;
    await Promise.all([
      server.diagnostics(uri("a.yaml"), isEmpty),
      server.diagnostics(uri("b.yaml"), isEmpty),
    ]);
    expect([last("a.yaml"), last("b.yaml")]).toEqual([[], []]);
  });

  it("land in the file that they are about, unsaved edits of it included", async () => {
    const part = "get:\n  operationId: a\n  responses: {}\n";
    await write("paths/thing part.yaml", part);
    const root = api("  /part: {$ref: 'paths/thing part.yaml'}\n");
    await start();
    server.open(uri("api.yaml"), root);
    const before = await server.diagnostics(uri("paths/thing part.yaml"));
    expect(codes(before)).toContain("operation-description");
    server.open(
      uri("paths/thing part.yaml"),
      part.replace("responses", "description: now it has one\n  responses"),
      3,
    );
    const after = await server.diagnostics(uri("paths/thing part.yaml"), ({ version }) => version === 3);
    expect(codes(after)).not.toContain("operation-description");
  });

  it("are not said again of files that an edit leaves as they are", async () => {
    await write("part.yaml", "get:\n  responses: {}\n");
    await start();
    server.open(uri("api.yaml"), api("  /part: {$ref: part.yaml}\n"), 1);
    expect(codes(await server.diagnostics(uri("part.yaml")))).toContain("operation-description");
    await server.diagnostics(uri("api.yaml"));
    const end = { line: 8, character: 0 };
    server.edit(uri("api.yaml"), [{ range: { start: end, end }, newText: "  /other: {}\n" }], 2);
    await server.diagnostics(uri("api.yaml"), ({ version }) => version === 2);
    server.change(uri("api.yaml"), api("  /other: {}\n"), 3);
    await server.diagnostics(uri("part.yaml"), ({ diagnostics }) => diagnostics.length === 0);
    expect(server.published.filter((params) => params.uri === uri("part.yaml"))).toHaveLength(2);
  });

  it("change when a file that was missing is created", async () => {
    await start();
    server.open(uri("api.yaml"), api("  /part: {$ref: 'part.yaml'}\n"));
    expect(codes(await server.diagnostics(uri("api.yaml")))).toContain("invalid-ref");
    const part = await write("part.yaml", "get:\n  responses: {}\n");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: part, type: 1 }],
    });
    await server.diagnostics(
      uri("api.yaml"),
      ({ diagnostics }) => !codes(diagnostics).includes("invalid-ref"),
    );
  });

  it("are shown in a fragment that is opened on its own, for the roots that reach it", async () => {
    await write(
      "root.json",
      JSON.stringify({ openapi: "3.1.0", info: {}, paths: { "/x": { $ref: "x.yaml" } } }),
    );
    await write("x.yaml", "get:\n  responses: {}\n");
    await start();
    server.open(uri("x.yaml"), "get:\n  responses: {}\n", 1);
    expect(codes(await server.diagnostics(uri("x.yaml")))).toContain("operation-operationId");
    server.close(uri("x.yaml"));
    await server.diagnostics(uri("x.yaml"), ({ diagnostics }) => diagnostics.length === 0);
    expect(server.published.some((params) => params.uri === uri("root.json"))).toBe(false);
  });

  it("are one sentence where a document does not parse, and the rules' again once it does", async () => {
    await start();
    for (const [broken, line] of [
      [`${api()}tags: [{name: "x]\n`, 8],
      [`openapi: 3.1.0\ninfo:\n  title: a: b\n`, 2],
      ['{"openapi": "3.1.0",\n "info": {"title": }', 1],
    ] as const) {
      const name = `half-typed-${line}.yaml`;
      server.open(uri(name), broken, 1);
      const found = await server.diagnostics(uri(name));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ code: "syntax", range: { start: { line } } });
      server.change(uri(name), api(), 2);
      expect(codes(await server.diagnostics(uri(name), ({ version }) => version === 2))).toContain(
        "operation-operationId",
      );
    }
  });

  it("name duplicate keys, tabs, and references that lead nowhere or in circles", async () => {
    await start();
    server.open(
      uri("api.yaml"),
      api(
        "    get: {}\n  /nope: {$ref: '#/nope'}\n  /loop: {$ref: '#/paths/~1loop'}\n  /file: {$ref: 'missing.yaml'}\n  /far: {$ref: 'https://example.com/a.yaml'}\n",
      ),
    );
    const messages = (await server.diagnostics(uri("api.yaml"))).map(({ message }) =>
      typeof message === "string" ? message : message.value,
    );
    expect(messages).toEqual(
      expect.arrayContaining([
        "Duplicate key: get",
        "$ref '#/nope' leads nowhere: correct it, or add what it names.",
      ]),
    );
    expect(
      messages.some((message) => message.includes("missing.yaml' cannot be read: create the file")),
    ).toBe(true);
    expect(messages.some((message) => message.includes("a.yaml' is not fetched: save a copy"))).toBe(true);
  });

  it("wait for a pause where all of a long document has to be read", async () => {
    await start();
    const long = `${api()}x-notes: ${"many words ".repeat(30_000)}\n`;
    const line = long.split("\n").length - 1;
    const end = { start: { line, character: 0 }, end: { line, character: 0 } };
    const answer = (version: number) =>
      server.diagnostics(uri("api.yaml"), (params) => params.version === version);
    server.open(uri("api.yaml"), long, 1);
    await answer(1);
    server.edit(uri("api.yaml"), [{ range: end, newText: "x-a: {$ref: 'gone.yaml#/a'}\n" }], 2);
    const wide = { start: end.start, end: { line: line + 1, character: 0 } };
    server.edit(uri("api.yaml"), [{ range: wide, newText: "x-a: {$ref: 'lost.yaml#/a'}\n" }], 3);
    expect((await answer(3)).filter(({ code }) => code === "invalid-ref")).toMatchObject([
      { message: expect.stringContaining("lost.yaml") as string },
    ]);
    server.edit(uri("api.yaml"), [{ range: wide, newText: "" }], 4);
    expect(codes(await answer(4))).not.toContain("invalid-ref");
    expect(server.published.map(({ version }) => version)).toEqual([1, 3, 4]);
  });

  it("leave a document that is too large with one sentence, and the server with its life", async () => {
    await start();
    server.open(uri("big.yaml"), `${api()}# ${"x".repeat(30_000_000)}\n`);
    const [only, ...others] = await server.diagnostics(uri("big.yaml"));
    expect(others).toEqual([]);
    expect(only?.message).toMatch(/30\.0 MB .* above 25 MB; raise seniorBackend\.openapi\.maxFileSize/);
    server.open(uri("api.yaml"), api());
    expect(await server.diagnostics(uri("api.yaml"))).not.toEqual([]);
  });

  it("say that a run needed too much memory, and the server lives on", async () => {
    await start({ settings: { lintMemory: 32 } });
    const schemas = Array.from(
      { length: 24 },
      (_, i) =>
        `    S${i}: {type: object, properties: {a: {$ref: "#/components/schemas/S${i + 1}"}, b: {$ref: "#/components/schemas/S${i + 1}"}}}\n`,
    );
    // A reference through another one is what spectral-core itself has to follow, and it walks every way there is.
    const through = `    A: {$ref: "#/components/schemas/S0"}\n    B: {$ref: "#/components/schemas/A/properties/a"}\n`;
    server.open(
      uri("bomb.yaml"),
      `${api()}components:\n  schemas:\n${schemas.join("")}${through}    S24: {type: string}\n`,
    );
    const found = await server.diagnostics(uri("bomb.yaml"));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: "lint-stopped",
      message: expect.stringMatching(/more than 32 MB/) as string,
    });
    server.setSettings({ lintMemory: 1024 });
    server.open(uri("api.yaml"), api());
    expect(codes(await server.diagnostics(uri("api.yaml")))).toContain("operation-operationId");
  });
});

describe("linting the workspace", () => {
  it("covers every description, open or not, and keeps up with the files", async () => {
    const one = await write("one.yaml", api());
    const two = await write(
      "deep/two.json",
      JSON.stringify({ openapi: "3.0.3", info: { title: "b", version: "1" }, paths: {} }),
    );
    await write("compose.yaml", "services: {}\n");
    await start();
    const result = await server.connection.sendRequest("seniorBackend/lintWorkspace", {});
    const count = (await server.diagnostics(one)).length + (await server.diagnostics(two)).length;
    expect(result).toMatchObject({ documents: 2, findings: count });
    await write("one.yaml", `${api()}tags: [{name: b}, {name: b}]\n`);
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: one, type: 2 }],
    });
    await server.diagnostics(one, ({ diagnostics }) =>
      codes(diagnostics).includes("openapi-tags-uniqueness"),
    );
    await rm(join(folder, "one.yaml"));
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: one, type: 3 }],
    });
    await server.diagnostics(one, ({ diagnostics }) => diagnostics.length === 0);
  });
});

describe("the ruleset of a document", () => {
  it("is the nearest .spectral file, and a change of it counts at once", async () => {
    await write(
      ".spectral.yaml",
      "rules: {outer: {given: $.info, then: {field: contact, function: truthy}}}\n",
    );
    const inner = await write(
      "v1/.spectral.yml",
      "rules: {inner: {given: $.info, then: {field: license, function: truthy}}}\n",
    );
    await start();
    server.open(uri("v1/api.yaml"), api());
    expect(codes(await server.diagnostics(uri("v1/api.yaml")))).toEqual(["inner"]);
    await write(
      "v1/.spectral.yml",
      "rules: {changed: {given: $.info, then: {field: license, function: truthy}}}\n",
    );
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: inner, type: 2 }],
    });
    await server.diagnostics(uri("v1/api.yaml"), ({ diagnostics }) => codes(diagnostics).includes("changed"));
  });

  it("is said not to load in its own file and where it was to apply, until it does", async () => {
    const ruleset = await write(
      ".spectral.yaml",
      "extends: spectral:oas\nrules:\n  a: {given: $, then: {function: nope}}\n",
    );
    await start();
    server.open(uri("api.yaml"), api());
    const [here, ...others] = await server.diagnostics(uri("api.yaml"));
    expect(others).toEqual([]);
    expect(here?.message).toMatch(
      /^Not linted, because \.spectral\.yaml cannot be used\. There is no function "nope"/,
    );
    expect(await server.diagnostics(ruleset)).toMatchObject([
      { code: "ruleset", range: { start: { line: 2 } } },
    ]);
    server.open(ruleset, "extends: spectral:oas\n", 2);
    expect(
      codes(await server.diagnostics(uri("api.yaml"), ({ diagnostics }) => diagnostics.length > 1)),
    ).toContain("operation-operationId");
    await server.diagnostics(ruleset, ({ diagnostics }) => diagnostics.length === 0);
  });

  it("runs code only once the workspace is trusted", async () => {
    await write(
      ".spectral.js",
      "module.exports = { rules: { coded: { given: '$.info', then: { field: 'license', function: require('@stoplight/spectral-functions').truthy } } } };\n",
    );
    await start({ trusted: false });
    server.open(uri("api.yaml"), api());
    expect((await server.diagnostics(uri("api.yaml")))[0]?.message).toMatch(/needs a trusted workspace/);
    await server.connection.sendNotification("seniorBackend/trustGranted");
    expect(
      codes(
        await server.diagnostics(uri("api.yaml"), ({ diagnostics }) => codes(diagnostics).includes("coded")),
      ),
    ).toEqual(["coded"]);
  });
});

describe("lenses and code actions", () => {
  const lenses = async (name: string) => {
    const found = await server.connection.sendRequest<
      { range: { start: { line: number } }; command: { title: string } }[]
    >("textDocument/codeLens", { textDocument: { uri: uri(name) } });
    return found.map(({ range, command }) => `${range.start.line}: ${command.title}`);
  };

  it("count findings once there are some, and offer to scaffold", async () => {
    await start();
    server.open(uri("api.yaml"), api());
    expect(await lenses("api.yaml")).toEqual(
      expect.arrayContaining(["0: Scaffold all routes", "5: Scaffold route"]),
    );
    const found = await server.diagnostics(uri("api.yaml"));
    const security = found.filter(({ code }) => String(code).startsWith("owasp:")).length;
    await expect.poll(() => server.lensRefreshes()).toBeGreaterThan(0);
    expect(await lenses("api.yaml")).toContain(`0: ${found.length} findings, ${security} security`);
  });

  it("are absent when a setting turns them off, and in other documents", async () => {
    await start({ settings: { lenses: false } });
    server.open(uri("api.yaml"), api());
    expect(await lenses("api.yaml")).toEqual([]);
    server.setSettings({ lenses: true });
    server.open(uri("compose.yaml"), "services: {}\n");
    expect(await lenses("compose.yaml")).toEqual([]);
    await expect.poll(() => lenses("api.yaml")).not.toEqual([]);
  });

  it("offer to scaffold the operation under the cursor", async () => {
    await start();
    server.open(uri("api.yaml"), api());
    const at = (line: number) =>
      server.connection.sendRequest("textDocument/codeAction", {
        textDocument: { uri: uri("api.yaml") },
        range: { start: { line, character: 0 }, end: { line, character: 0 } },
        context: { diagnostics: [] },
      });
    expect(await at(6)).toMatchObject([{ title: "Scaffold route GET /things", kind: "refactor.scaffold" }]);
    expect(await at(0)).toMatchObject([{ title: "Scaffold all routes" }]);
    expect(await at(2)).toEqual([]);
  });
});

describe("a description that was scaffolded", () => {
  const writeManifest = (names: Readonly<Record<string, string>>) =>
    write(
      "svc/.senior-backend/scaffold.json",
      JSON.stringify({
        manifestVersion: 1,
        contract: { path: "../openapi.yaml" },
        framework: "express",
        names,
      }),
    );

  it("leads to its handlers, says which are written, and is found again from them", async () => {
    const description = await write(
      "openapi.yaml",
      api("  /more:\n    put: {operationId: putMore, responses: {}}\n"),
    );
    await writeManifest({
      "/paths/~1things/get": "things/getThings",
      "/paths/~1more/put": "more/putMore",
      "/components/schemas/A": "A",
    });
    const stub = (name: string) =>
      `export const ${name} = async () => {\n  return notImplemented("${name}");\n};\n`;
    const handler = await write("svc/src/handlers/things/get-things.ts", stub("getThings"));
    await write(
      "svc/src/handlers/more/put-more.ts",
      `// return notImplemented("putMore");\nexport const putMore = 1;\n`,
    );
    await start();
    server.open(description, api("  /more:\n    put: {operationId: putMore, responses: {}}\n"));
    const titles = async () => {
      const found = await server.connection.sendRequest<{ command: { title: string } }[]>(
        "textDocument/codeLens",
        {
          textDocument: { uri: description },
        },
      );
      return found.map(({ command }) => command.title);
    };
    expect(await titles()).toEqual(
      expect.arrayContaining([
        "1 of 2 operations implemented",
        "not implemented",
        "implemented in more/put-more.ts",
      ]),
    );
    expect(
      await server.connection.sendRequest("seniorBackend/listHandlers", { uri: description }),
    ).toContainEqual({
      pointer: "/paths/~1things/get",
      name: "getThings",
      uri: handler,
      label: "things/get-things.ts",
      implemented: false,
    });
    expect(await server.connection.sendRequest("seniorBackend/locateOperation", { uri: handler })).toEqual({
      uri: description,
      line: 5,
      pointer: "/paths/~1things/get",
    });
    expect(
      await server.connection.sendRequest("seniorBackend/locateOperation", { uri: uri("svc/src/app.ts") }),
    ).toBeNull();

    await write(
      "svc/src/handlers/things/get-things.ts",
      "export const getThings = () => ({ status: 200 });\n",
    );
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: handler, type: 2 }],
    });
    expect(await titles()).toContain("2 of 2 operations implemented");

    // Nobody reports this one.
    await write("svc/src/handlers/things/get-things.ts", stub("getThings"));
    await expect.poll(titles, { timeout: 20_000 }).toContain("1 of 2 operations implemented");
  });

  it("know of a service at once that was written through the editor, whatever file watchers say", async () => {
    const description = uri("openapi.yaml");
    await start();
    server.open(description, api());
    const handlers = () => server.connection.sendRequest("seniorBackend/listHandlers", { uri: description });
    expect(await handlers()).toEqual([]);
    await writeManifest({ "/paths/~1things/get": "things/getThings" });
    await write(
      "svc/src/handlers/things/get-things.ts",
      "export const getThings = () => ({ status: 200 });\n",
    );
    await server.connection.sendNotification("seniorBackend/scaffolded", {});
    expect(await handlers()).toMatchObject([{ name: "getThings", implemented: true }]);
  });
});

describe("quick fixes", () => {
  it("edit what a diagnostic is about, in the file that it is in", async () => {
    await start();
    server.open(uri("api.yaml"), api());
    const all = await server.diagnostics(uri("api.yaml"));
    const diagnostic = all.find(({ code }) => code === "operation-operationId");
    const actions = await server.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uri("api.yaml") },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    expect(actions).toMatchObject([
      {
        title: "Add an operationId",
        kind: "quickfix",
        isPreferred: true,
        edit: { changes: { [uri("api.yaml")]: [{ newText: "\n      operationId: getThings" }] } },
      },
      { kind: "refactor.scaffold" },
    ]);
  });
});

describe("rules that only spectral-core can run", () => {
  const operation = (index: number, more = "") =>
    `  /things/${index}:\n    get: {${more}responses: {"200": {description: ok}}}\n`;
  const last = 5999;
  const long = (first: string) =>
    [
      'openapi: 3.0.3\ninfo: {title: a, version: "1"}\nservers: [{url: "https://a.test"}]\npaths:\n',
      operation(0, first),
      ...Array.from({ length: last - 1 }, (_, index) => operation(index + 1)),
      operation(last, "summary: x, "),
    ].join("");
  const rules = `extends: [[spectral:oas, off]]
rules:
  oas3-server-trailing-slash: true
  left: {given: "$.paths[*][?(@.summary)]^", message: "{{path}}", then: {function: falsy}}
`;
  const leftIn = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.filter(({ code }) => code === "left").map(({ range }) => range.start.line);

  it("are shown as of the last pause while somebody types in a long document", async () => {
    await write("rules.yaml", rules);
    await start({ settings: { ruleset: "rules.yaml" } });
    const lastLine = 4 + 2 * last;
    const both = (version: number) =>
      server.diagnostics(
        uri("long.yaml"),
        (params) => params.version === version && leftIn(params.diagnostics).length === 2,
      );
    server.open(uri("long.yaml"), long("summary: x, "), 1);
    expect(leftIn(await both(1))).toEqual([4, lastLine]);

    const slash = { line: 2, character: 31 };
    server.edit(uri("long.yaml"), [{ range: { start: slash, end: slash }, newText: "/" }], 2);
    const top = { line: 0, character: 0 };
    server.edit(uri("long.yaml"), [{ range: { start: top, end: top }, newText: "# a comment\n" }], 3);
    const typed = await server.diagnostics(uri("long.yaml"), ({ version }) => version === 3);
    expect(codes(typed)).toContain("oas3-server-trailing-slash");
    expect(leftIn(typed)).toEqual([5, lastLine + 1]);

    const summary = { start: { line: 6, character: 19 }, end: { line: 6, character: 20 } };
    server.edit(uri("long.yaml"), [{ range: summary, newText: "y" }], 4);
    const inside = await server.diagnostics(uri("long.yaml"), ({ version }) => version === 4);
    expect(leftIn(inside)).toEqual([lastLine + 1]);
    const paused = await both(4);
    expect(leftIn(paused)).toEqual([5, lastLine + 1]);

    const text = `# a comment\n${long("summary: y, ").replace("a.test", "a.test/")}`;
    server.open(uri("copy.yaml"), text, 1);
    const cold = await server.diagnostics(
      uri("copy.yaml"),
      ({ diagnostics }) => leftIn(diagnostics).length === 2,
    );
    expect(paused).toEqual(cold);
  });
});

describe("quick fixes of long documents", () => {
  const operations = Array.from(
    { length: 6000 },
    (_, index) => `  /things/${index}:\n    get: {responses: {"200": {description: ok}}}\n`,
  );
  const long = `\uFEFFopenapi: 3.0.3\ninfo: {title: a, version: "1"}\nservers: [{url: "https://a.test/"}]\npaths:\n${operations.join("")}`;

  it("count as of the last edit, wherever it was", async () => {
    await write("rules.yaml", "extends: [[spectral:oas, off]]\nrules: {oas3-server-trailing-slash: true}\n");
    await start({ settings: { ruleset: "rules.yaml" } });
    server.open(uri("long.yaml"), long, 1);
    await server.diagnostics(uri("long.yaml"), ({ version }) => version === 1);
    const top = { line: 1, character: 0 };
    server.edit(uri("long.yaml"), [{ range: { start: top, end: top }, newText: "# a comment\n" }], 2);
    const [diagnostic] = await server.diagnostics(uri("long.yaml"), ({ version }) => version === 2);
    const actions = await server.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uri("long.yaml") },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    const range = { start: { line: 3, character: 16 }, end: { line: 3, character: 33 } };
    expect(actions).toMatchObject([
      {
        title: "Remove the trailing slash",
        edit: { changes: { [uri("long.yaml")]: [{ range, newText: "https://a.test" }] } },
      },
    ]);
  });
});

describe("requests", () => {
  it("list the descriptions of the workspace and the operations of one", async () => {
    await write("a/openapi.yaml", api("  /more: {$ref: '../more.yaml#/item'}\n"));
    await write("more.yaml", "item:\n  put: {summary: Put it, tags: [x], responses: {}}\n");
    await write("node_modules/x/openapi.yaml", api());
    await write("compose.yaml", "services: {}\n");
    await start();
    expect(await server.connection.sendRequest("seniorBackend/listContracts", {})).toEqual([
      { uri: uri("a/openapi.yaml"), title: "a", version: "3.1.0" },
    ]);
    const operations = await server.connection.sendRequest("seniorBackend/listOperations", {
      uri: uri("a/openapi.yaml"),
    });
    expect(operations).toMatchObject([
      { pointer: "/paths/~1things/get", method: "get", path: "/things", tags: [] },
      { pointer: "/paths/~1more/put", summary: "Put it", tags: ["x"] },
    ]);
  });
});
