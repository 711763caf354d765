import type { Uri } from "vscode";
import type { OpenApiSettings, ScaffoldCommandArgument } from "../shared/lspProtocol.ts";

/**
 * The ids that package.json and the code share, with the types that the manifest cannot express.
 * test/unit/manifest.test.ts holds both sides to them.
 */
export interface CommandArguments {
  "seniorBackend.scaffold.routes": [target?: ScaffoldCommandArgument | Uri];
  "seniorBackend.scaffold.route": [target?: ScaffoldCommandArgument];
  "seniorBackend.scaffold.goToHandler": [target?: ScaffoldCommandArgument];
  "seniorBackend.scaffold.goToOperation": [];
  "seniorBackend.openapi.lintWorkspace": [];
  "seniorBackend.openapi.showFindings": [];
  "seniorBackend.sample.open": [];
  "seniorBackend.server.restart": [];
  "seniorBackend.log.show": [];
}

export type CommandId = keyof CommandArguments;

/** Where a command can be started from: "context" commands need an argument and are hidden from the palette. */
export const commandReach: Readonly<Record<CommandId, "palette" | "context">> = {
  "seniorBackend.scaffold.routes": "palette",
  "seniorBackend.scaffold.route": "context",
  "seniorBackend.scaffold.goToHandler": "palette",
  "seniorBackend.scaffold.goToOperation": "palette",
  "seniorBackend.openapi.lintWorkspace": "palette",
  "seniorBackend.openapi.showFindings": "context",
  "seniorBackend.sample.open": "palette",
  "seniorBackend.server.restart": "palette",
  "seniorBackend.log.show": "palette",
};

type OpenApiKeys = {
  [Name in keyof OpenApiSettings as `seniorBackend.openapi.${Name}`]: OpenApiSettings[Name];
};

/** Every setting by its full key. */
export interface Settings extends OpenApiKeys {
  "seniorBackend.trace.server": "off" | "messages" | "verbose";
}

/** What applies until somebody says otherwise; sizes in MB. */
export const settingDefaults: Readonly<Settings> = {
  "seniorBackend.openapi.lint": "onType",
  "seniorBackend.openapi.ruleset": "",
  "seniorBackend.openapi.lenses": true,
  "seniorBackend.openapi.maxFileSize": 25,
  "seniorBackend.openapi.lintMemory": 2048,
  "seniorBackend.trace.server": "off",
};

/** Context key: paths of the open OpenAPI root documents, which menus compare with `resourcePath`. */
export const contractsContextKey = "seniorBackend.contractPaths";
