import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { commandReach, contractsContextKey, settingDefaults } from "../../src/host/contributions.ts";
import { serverCommands } from "../../src/shared/lspProtocol.ts";

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}
interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Setting {
  readonly type: string;
  readonly default?: unknown;
  readonly scope?: string;
  readonly order?: number;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}
interface Manifest {
  readonly name: string;
  readonly icon: string;
  readonly main: string;
  readonly license: string;
  readonly pricing: string;
  readonly homepage: string;
  readonly qna: string;
  readonly repository: { readonly url: string };
  readonly bugs: { readonly url: string };
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly dependencies?: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: string;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: string; readonly description: string };
  };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const text = readFileSync("package.json", "utf8");
const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Readonly<Record<string, string>>;
const localized = text.replaceAll(/"%([\w.]+)%"/g, (_, key: string) => JSON.stringify(strings[key] ?? ""));
const manifest = JSON.parse(localized) as Manifest;
const { commands, menus, configuration } = manifest.contributes;
const settings = Object.fromEntries(configuration.flatMap(({ properties }) => Object.entries(properties)));
const commandIds = commands.map(({ command }) => command);
const emoji = /\p{Extended_Pictographic}/u;

describe("strings", () => {
  const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));

  it("are all defined", () => {
    expect([...used].filter((key) => key === undefined || !(key in strings))).toEqual([]);
  });

  it("are all used", () => {
    expect(Object.keys(strings).filter((key) => !used.has(key))).toEqual([]);
  });
});

describe("commands", () => {
  it("are the ones that the code registers", () => {
    expect(commandIds.toSorted()).toEqual(Object.keys(commandReach).sort());
  });

  it("cover what the language server's lenses and code actions name", () => {
    expect(commandIds).toEqual(expect.arrayContaining(Object.values(serverCommands)));
  });

  it.each(commands)(
    "$command has a category and a plain Title Case title",
    ({ command, title, category }) => {
      expect(command).toMatch(/^seniorBackend\.[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
      expect(category).toBe("Senior Backend");
      expect(title).not.toMatch(emoji);
      expect(title).not.toMatch(/senior backend|:/i);
      for (const word of title.split(" ")) expect(word).toMatch(/^[A-Z]|^(?:to|as)$/);
    },
  );

  it("have titles of their own", () => {
    expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
  });

  it("are hidden from the palette when they need a context", () => {
    const hidden = (menus["commandPalette"] ?? []).filter(({ when }) => when === "false");
    const context = Object.entries(commandReach).filter(([, reach]) => reach === "context");
    expect(hidden.map(({ command }) => command).sort()).toEqual(context.map(([command]) => command).sort());
  });

  it("stand in menus only under a condition and in a group", () => {
    for (const [place, items] of Object.entries(menus)) {
      for (const { command, when, group } of items) {
        expect(commandIds).toContain(command);
        expect(when, `${command} in ${place}`).toBeDefined();
        if (place !== "commandPalette") expect(group).toMatch(/@\d+$/);
      }
    }
  });

  it("are offered where the extension says that a description is", () => {
    for (const place of ["explorer/context", "editor/context"]) {
      expect(menus[place]?.map(({ when }) => when).join()).toContain(contractsContextKey);
    }
  });
});

describe("settings", () => {
  it("are the ones that the code knows, with the same defaults", () => {
    const defaults = Object.fromEntries(
      Object.entries(settings).map(([key, setting]) => [key, setting.default]),
    );
    expect(defaults).toEqual(settingDefaults);
  });

  it.each(Object.entries(settings))("%s is described, scoped and ordered", (_, setting) => {
    expect(setting.markdownDescription?.length).toBeGreaterThan(10);
    expect(setting.markdownDescription).toMatch(/\.$/);
    expect(setting.scope).toBeDefined();
    expect(setting.order).toBeDefined();
    expect(Array.isArray(setting.default) ? "array" : typeof setting.default).toBe(setting.type);
  });

  it.each(Object.entries(settings).filter(([, setting]) => setting.enum))(
    "%s describes its values",
    (_, setting) => {
      expect(setting.enum).toContain(setting.default);
      expect(setting.markdownEnumDescriptions?.length).toBe(setting.enum?.length);
      for (const description of setting.markdownEnumDescriptions ?? []) expect(description).toMatch(/\.$/);
    },
  );

  it.each(Object.entries(settings).filter(([, { type }]) => type === "number"))(
    "%s has bounds",
    (_, setting) => {
      expect(setting.minimum).toBeLessThanOrEqual(setting.default as number);
      expect(setting.maximum).toBeGreaterThanOrEqual(setting.default as number);
    },
  );

  it("link only to settings that exist", () => {
    const links = [...localized.matchAll(/`#([\w.]+)#`/g)].map(([, key]) => key);
    expect(links.filter((key) => key === undefined || !(key in settings))).toEqual([]);
  });
});

describe("trust and reach", () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;

  it("is limited and explained in untrusted and virtual workspaces", () => {
    expect(untrustedWorkspaces.supported).toBe("limited");
    expect(untrustedWorkspaces.description).toMatch(/\.$/);
    expect(virtualWorkspaces.supported).toBe("limited");
    expect(virtualWorkspaces.description).toMatch(/\.$/);
  });

  it("restricts every setting that names a file, a program or an address", () => {
    const redirecting = Object.keys(settings).filter((key) =>
      /ruleset|path|file$|command|url|env|connections$/i.test(key),
    );
    expect(untrustedWorkspaces.restrictedConfigurations.toSorted()).toEqual(redirecting.sort());
  });

  it("runs where the workspace is", () => {
    expect(manifest.extensionKind).toEqual(["workspace"]);
  });

  it("is activated by documents and panels left open, never by a start of VS Code", () => {
    const languages = ["onLanguage:json", "onLanguage:jsonc", "onLanguage:yaml", "onLanguage:sql"];
    const panels = ["onWebviewPanel:seniorBackend.loadTest", "onWebviewPanel:seniorBackend.compareSchemas"];
    expect(manifest.activationEvents).toEqual([...languages, ...panels]);
  });
});

describe("presentation", () => {
  it("has everything that a catalogue shows", () => {
    expect(manifest.categories).toEqual(
      expect.arrayContaining(["Linters", "Programming Languages", "Testing"]),
    );
    expect(manifest.keywords.length).toBeLessThanOrEqual(30);
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords.length);
    expect(manifest.galleryBanner.color).toMatch(/^#[\da-f]{6}$/);
    expect(["dark", "light"]).toContain(manifest.galleryBanner.theme);
    expect(manifest.license).toBe("MIT");
    expect(manifest.pricing).toBe("Free");
  });

  it("links home", () => {
    const { homepage, qna, repository, bugs } = manifest;
    for (const url of [homepage, qna, repository.url, bugs.url]) {
      expect(url).toMatch(/^https:\/\/github\.com\/senior-backend\/senior-backend/);
    }
  });

  it("has a square icon of at least 128 pixels", () => {
    const png = readFileSync(manifest.icon);
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(png.toString("latin1", 1, 4)).toBe("PNG");
    expect(width).toBe(height);
    expect(width).toBeGreaterThanOrEqual(128);
  });

  it("brings everything bundled", () => {
    expect(manifest.dependencies).toBeUndefined();
    expect(existsSync("LICENSE")).toBe(true);
  });

  it("asks for the VS Code that its types describe", () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies["@types/vscode"] ?? ""}`);
  });
});
