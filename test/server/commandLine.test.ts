import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Parsers from "@stoplight/spectral-parsers";
import { Document, Ruleset, Spectral, type RulesetDefinition } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import { oas } from "@stoplight/spectral-rulesets";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding } from "../../src/features/openapi/engine/finding.ts";

const root = join(import.meta.dirname, "../..");
const sample = join(root, "media/sample/openapi.yaml");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli ü "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const findings = (stdout: string) => (JSON.parse(stdout) as { findings: Finding[] }).findings;

describe("senior-backend lint", () => {
  it("lists exactly what spectral-core finds with the same rulesets", async () => {
    const spectral = new Spectral();
    spectral.setRuleset(new Ruleset({ extends: [oas as RulesetDefinition, owasp] }));
    const expected = await spectral.run(new Document(readFileSync(sample, "utf8"), Parsers.Yaml, sample));
    const { status, stdout } = run("lint", sample, "--format", "json");
    const names = ["error", "warning", "info", "hint"];
    expect(status).toBe(1);
    expect(findings(stdout)).toMatchObject(
      expected.map(({ code, path, severity, message, range }) => ({
        code,
        path,
        severity: names[severity],
        message,
        range,
      })),
    );
  });

  it("exits with 0 when nothing is found, and when findings are milder than asked for", () => {
    write(
      ".spectral.yaml",
      "rules: {a: {given: $.info, severity: hint, then: {field: contact, function: truthy}}}\n",
    );
    write("api.yaml", "openapi: 3.1.0\ninfo: {title: a}\n");
    expect(run("lint", "api.yaml").status).toBe(1);
    expect(run("lint", "api.yaml", "--fail-on", "warning").status).toBe(0);
    write("none.yaml", "rules: {a: {given: $.info, then: {field: title, function: truthy}}}\n");
    const clean = run("lint", "api.yaml", "--ruleset", "none.yaml");
    expect(clean).toEqual({ status: 0, stdout: "No findings.\n", stderr: "" });
  });

  it("prints text, SARIF, GitHub annotations and JUnit", () => {
    write(
      ".spectral.yaml",
      'rules: {"my,rule": {message: "50% < \\"all\\"", given: $.info, severity: error, then: {field: contact, function: truthy}}}\n',
    );
    write("api é.yaml", "openapi: 3.1.0\ninfo: {title: a}\n");
    const format = (name: string) => run("lint", "api é.yaml", "--format", name).stdout;
    expect(format("text")).toBe(
      `api é.yaml\n      2:6  error    50% < "all"  my,rule\n\n1 finding: 1 error, 0 about security.\n`,
    );
    expect(format("github")).toBe(
      `::error file=api é.yaml,line=2,endLine=2,col=6,endColumn=16,title=my%2Crule::50%25 < "all"\n`,
    );
    expect(format("junit")).toContain(
      `<failure type="error" message="50% &lt; &quot;all&quot;">api é.yaml:2:6</failure>`,
    );
    expect(JSON.parse(format("sarif"))).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { rules: [{ id: "my,rule" }] } },
          results: [
            {
              ruleId: "my,rule",
              ruleIndex: 0,
              level: "error",
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: "api%20%C3%A9.yaml" },
                    region: { startLine: 2, startColumn: 6 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("fixes what is safe to fix, and lists what is left", () => {
    const path = write(
      "api.yaml",
      "\uFEFFopenapi: 3.1.0 # kept\r\ntags:\r\n  - name: a\r\npaths:\r\n  /things:\r\n    get:\r\n      tags: [b, c]\r\n",
    );
    write(".spectral.yaml", "extends: spectral:oas\n");
    const { stdout, stderr } = run("lint", "api.yaml", "--fix", "--format", "json");
    expect(stderr).toBe("senior-backend: fixed 3 findings.\n");
    expect(findings(stdout).map(({ code }) => code)).not.toContain("operation-tag-defined");
    expect(readFileSync(path, "utf8")).toBe(
      "\uFEFFopenapi: 3.1.0 # kept\r\ntags:\r\n  - name: a\r\n  - name: b\r\n  - name: c\r\npaths:\r\n  /things:\r\n    get:\r\n      tags: [b, c]\r\n      operationId: getThings\r\n",
    );
  });

  it.each([
    [["lint", "nope.yaml"], "nope.yaml cannot be read: there is no such file."],
    [["lint", "."], "cannot be read: it is a folder."],
    [["lint", "empty.yaml"], 'empty.yaml is empty; start with "openapi: 3.1.0".'],
    [["lint", "other.yaml"], "other.yaml is no OpenAPI description"],
    [["lint", "api.yaml", "--ruleset", "broken.yaml"], "broken.yaml:2:1: The ruleset is not valid YAML"],
    [["lint", "api.yaml", "--ruleset", "code.js", "--untrusted"], "needs a trusted workspace"],
    [["lint"], "Name at least one OpenAPI description"],
    [["lint", "api.yaml", "--format", "xml"], '"xml" is none of them'],
    [["lint", "api.yaml", "--fromat", "json"], "Unknown option '--fromat'"],
    [["lnit"], 'There is no verb "lnit"'],
  ])("%j exits with 2 and one clear sentence", (args, sentence) => {
    write("empty.yaml", "\uFEFF \n");
    write("other.yaml", "a: 1\n");
    write("api.yaml", "openapi: 3.1.0\n");
    write("broken.yaml", "rules: [\n");
    write("code.js", "process.exit(99)\n");
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^senior-backend: /);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe("senior-backend explain", () => {
  it("says what a rule of the built-in rules, or of a ruleset of one's own, is about", () => {
    const { status, stdout } = run("explain", "owasp:api4:2023-array-limit");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^owasp:api4:2023-array-limit\n\nArray size should be limited/);
    expect(stdout).toMatch(/Severity +error, about security\n/);
    expect(stdout).toMatch(/Quick fix +Add maxItems: 100 \(suggested\)\nRead more +https:\/\/owasp\.org/);
    write(
      ".spectral.yaml",
      "rules: {house: {description: Ours., severity: hint, given: $.info, then: {function: truthy}}}\n",
    );
    const own = run("explain", "house", "--format", "json");
    expect(JSON.parse(own.stdout)).toEqual({
      schemaVersion: 1,
      rule: {
        code: "house",
        severity: "hint",
        security: false,
        description: "Ours.",
        given: ["$.info"],
        formats: [],
      },
    });
  });

  it("suggests what may have been meant", () => {
    const { status, stderr } = run("explain", "operation-id");
    expect(status).toBe(2);
    expect(stderr).toMatch(/no rule "operation-id" in the built-in rules\. Similar: .*operation-/);
  });
});

it("explains itself", () => {
  expect(run("--help").stdout).toMatch(/senior-backend lint SPEC\.\.\.[\s\S]*senior-backend scaffold SPEC/);
  expect(run("lint", "--help").status).toBe(0);
  expect(run("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
