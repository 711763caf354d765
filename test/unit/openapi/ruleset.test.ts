import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundleAndLoadRuleset } from "@stoplight/spectral-ruleset-bundler/with-loader";
import * as fs from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lintWithSpectral } from "../../../src/features/openapi/engine/lint/spectral.ts";
import { loadRuleset } from "../../../src/features/openapi/engine/ruleset/load.ts";
import { findRuleset } from "../../../src/features/openapi/engine/ruleset/locate.ts";

const readText = (path: string) => readFile(path, "utf8");
const document = `openapi: 3.1.0
info: {title: a, version: "1", x-audience: nobody}
tags: [{name: b}, {name: a}]
servers: [{url: https://api.test.example/}]
paths:
  /Things:
    get: {summary: s, operationId: list things, tags: [a], responses: {"200": {description: ok}}}
  /things/{id}:
    post: {operationId: make, tags: [zzz], responses: {default: {description: no}}}
components:
  schemas:
    A: {type: object, properties: {from: {type: string}, created_at: {type: string}}}
`;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ruleset ü "));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

const load = (path: string, trusted = false) => loadRuleset({ path, trusted }, readText);

/** A ruleset of each kind that people write; each must mean to us what it means to Spectral. */
const rulesets: Readonly<Record<string, string>> = {
  "extends only": `extends: spectral:oas\n`,
  "switches and severities": `extends: [[spectral:oas, "off"]]\nrules: {operation-tags: true, info-contact: warn, info-license: error, operation-description: info}\n`,
  "all of it": `extends: [["spectral:oas", all]]\n`,
  "core functions": `
rules:
  paths-kebab:
    message: "{{property}} is not kebab-case ({{error}})"
    severity: hint
    given: $.paths[*]~
    then: {function: pattern, functionOptions: {match: "^(/|[a-z0-9-.]+|{[a-zA-Z0-9_]+})+$"}}
  two-checks:
    given: "$.paths[*][*]"
    severity: error
    then:
      - {field: summary, function: truthy}
      - {field: operationId, function: casing, functionOptions: {type: camel}}
  audience:
    given: $.info.x-audience
    then: {function: enumeration, functionOptions: {values: [company, public]}}
  short: {given: "$.info.title", then: {function: length, functionOptions: {min: 3}}}
  order: {given: "$.tags", then: {function: alphabetical, functionOptions: {keyedBy: name}}}
  either: {given: "$.info", then: {function: xor, functionOptions: {properties: [termsOfService, contact]}}}
  shape: {given: "$.info", then: {function: schema, functionOptions: {schema: {type: object, required: [license]}}}}
`,
  "aliases, formats and overrides": `
aliases:
  Info: ["$.info"]
  Operation:
    targets:
      - {formats: [oas3.1], given: ["$.paths[*][get,post]"]}
      - {formats: [oas2], given: ["$.nothing"]}
formats: [oas3, oas3.1]
rules:
  described: {given: "#Info", then: {field: description, function: defined}}
  ids: {given: "#Operation.operationId", formats: [oas3.1, json-schema-2020-12], then: {function: pattern, functionOptions: {notMatch: " "}}}
overrides:
  - files: ["**/*.yaml"]
    rules: {described: hint}
  - files: ["**/api.yaml#/paths/~1Things"]
    rules: {ids: "off"}
`,
  except: `extends: spectral:oas\nexcept:\n  "api.yaml#/paths/~1Things/get": [operation-operationId-valid-in-url]\n`,
  "the parser": `extends: spectral:oas\nparserOptions: {duplicateKeys: warn, incompatibleValues: "off"}\n`,
};

describe("a ruleset that is data", () => {
  it.each(Object.keys(rulesets))("means what it means to Spectral: %s", async (name) => {
    const path = await write(".spectral.yaml", rulesets[name] ?? "");
    const api = await write("api.yaml", document);
    const theirs = await bundleAndLoadRuleset(path, {
      fs,
      fetch: () => Promise.reject(new Error("offline")),
    });
    const { ruleset, files } = await load(path);
    const ours = await lintWithSpectral(api, document, ruleset, readText);
    const expected = await lintWithSpectral(api, document, theirs, readText);
    expect(ours.findings).toEqual(expected.findings);
    expect(name === "the parser" || ours.findings.length > 0).toBe(true);
    expect(files).toEqual([path]);
  });

  it("extends files next to it, in JSON too, and names each file that it was read from", async () => {
    await write(
      "shared/base.json",
      `{"rules": {"title": {"given": "$.info.title", "then": {"function": "falsy"}}}}`,
    );
    await write("shared/team.yml", "extends: ./base.json\n");
    const path = await write(
      ".spectral.yml",
      "extends: [./shared/team.yml, spectral:oas]\nrules: {title: hint}\n",
    );
    const { ruleset, files } = await load(path);
    expect(Object.keys(ruleset.rules)).toContain("title");
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
      ".spectral.yml",
      "shared/team.yml",
      "shared/base.json",
    ]);
  });

  it("finds the OWASP rules without an installation, under their package name and on a CDN", async () => {
    for (const name of [
      "@stoplight/spectral-owasp-ruleset",
      "https://unpkg.com/@stoplight/spectral-owasp-ruleset/dist/ruleset.mjs",
    ]) {
      const { ruleset } = await load(await write(".spectral.yaml", `extends: "${name}"\n`));
      expect(Object.keys(ruleset.rules)).toContain("owasp:api4:2023-string-limit");
    }
  });
});

describe("a ruleset that cannot be used", () => {
  it.each([
    ["rules: [", /not valid YAML/, 0],
    ["- a\n", /mapping/, undefined],
    ["rules: {}\nextends: spectral:oaz\n", /"spectral:oaz"/, 1],
    ["extends: https://example.com/rules.yaml\n", /not downloaded/, 0],
    ["extends: ./missing.yaml\n", /cannot be read/, undefined],
    ["extends: ./.spectral.yaml\n", /extends itself/, undefined],
    ["rules:\n  a:\n    given: $\n    then: {function: nope}\n", /no function "nope"/, 3],
    [
      "rules:\n  a:\n    given: $\n    formats: [oas9]\n    then: {function: truthy}\n",
      /no format "oas9"/,
      3,
    ],
    ["rules:\n  a:\n    given: $\n", /not valid at rules\.a/, 2],
    [
      "extends: spectral:oas\nrules:\n  a: {severity: loud, given: $, then: {function: truthy}}\n",
      /rules\.a/,
      2,
    ],
    ["unknown: 1\n", /rules or extends or overrides/, undefined],
  ])("says why in one sentence: %j", async (text, message, line) => {
    const problem = await load(await write(".spectral.yaml", text)).catch(
      (error: unknown) => error as Error & { range?: { start: { line: number } } },
    );
    expect(problem).toBeInstanceOf(Error);
    expect((problem as Error).name).toBe("RulesetProblem");
    expect((problem as Error).message).toMatch(message);
    expect((problem as Error).message).not.toContain("\n");
    if (line !== undefined) expect(problem).toMatchObject({ range: { start: { line } } });
  });
});

describe("a ruleset that is code", () => {
  const fn =
    "module.exports = function (input) { globalThis.ran = true; return input === 'a' ? [{ message: 'too plain' }] : []; };\n";
  const custom = "functions: [plain]\nrules: {plain: {given: $.info.title, then: {function: plain}}}\n";

  it.each([
    [".spectral.yaml", custom],
    [".spectral.yaml", "extends: some-package\n"],
    [".spectral.yaml", "extends: ./rules.js\n"],
    [".spectral.js", "globalThis.ran = true; module.exports = { rules: {} };\n"],
  ])("is refused in an untrusted workspace and none of it runs: %s %j", async (name, text) => {
    await write("functions/plain.js", fn);
    await write("rules.js", "globalThis.ran = true; module.exports = { rules: {} };\n");
    Reflect.deleteProperty(globalThis, "ran");
    await expect(load(await write(name, text))).rejects.toThrow(/trust/);
    expect(globalThis).not.toHaveProperty("ran");
  });

  it("runs in a trusted one: functions of its own, JavaScript, and packages from node_modules", async () => {
    await write("functions/plain.js", fn);
    await write(
      "node_modules/house-rules/index.js",
      "const { truthy } = require('@stoplight/spectral-functions');\nmodule.exports = { rules: { house: { given: '$.info', then: { field: 'contact', function: truthy } } } };\n",
    );
    await write(
      "node_modules/house-rules/package.json",
      `{"name": "house-rules", "version": "1.0.0", "main": "index.js"}`,
    );
    await write(
      "esm.mjs",
      "import { truthy } from '@stoplight/spectral-functions';\nexport default { rules: { esm: { given: '$.info', then: { field: 'license', function: truthy } } } };\n",
    );
    const cases = [
      [await write(".spectral.yaml", custom), "plain"],
      [await write("b.yaml", "extends: ./esm.mjs\n"), "esm"],
      [join(folder, "esm.mjs"), "esm"],
    ] as const;
    for (const [path, code] of cases) {
      const { ruleset } = await load(path, true);
      const { findings } = await lintWithSpectral(join(folder, "api.yaml"), document, ruleset, readText);
      expect(findings.map((finding) => finding.code)).toEqual([code]);
    }
  });

  it("says in one sentence why it does not load", async () => {
    await expect(load(await write(".spectral.js", "module.exports = {\n"), true)).rejects.toThrow(
      /does not load: .+/,
    );
    await expect(load(await write("a.yaml", "extends: not-installed-anywhere\n"), true)).rejects.toThrow(
      /not-installed-anywhere/,
    );
  });
});

describe("findRuleset", () => {
  const { signal } = new AbortController();

  it("takes the nearest one, and looks no further up than it may", async () => {
    const outer = await write(".spectral.yaml", "extends: spectral:oas\n");
    const inner = await write("api/v1/.spectral.json", "{}");
    expect(await findRuleset(join(folder, "api/v1/openapi.yaml"), signal, folder)).toBe(inner);
    expect(await findRuleset(join(folder, "api/openapi.yaml"), signal, folder)).toBe(outer);
    expect(await findRuleset(join(folder, "api/openapi.yaml"), signal, join(folder, "api"))).toBeUndefined();
  });
});
