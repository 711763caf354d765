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
  "seniorBackend.database.addConnection": [argument?: unknown];
  "seniorBackend.database.useFound": [argument?: unknown];
  "seniorBackend.database.editConnection": [argument?: unknown];
  "seniorBackend.database.removeConnection": [argument?: unknown];
  "seniorBackend.database.disconnect": [argument?: unknown];
  "seniorBackend.database.refresh": [argument?: unknown];
  "seniorBackend.database.filter": [argument?: unknown];
  "seniorBackend.database.clearFilter": [argument?: unknown];
  "seniorBackend.database.showMore": [argument?: unknown];
  "seniorBackend.database.showDdl": [argument?: unknown];
  "seniorBackend.database.previewRows": [argument?: unknown];
  "seniorBackend.database.nextRows": [argument?: unknown];
  "seniorBackend.database.previousRows": [argument?: unknown];
  "seniorBackend.database.openQuery": [argument?: unknown];
  "seniorBackend.database.copyName": [argument?: unknown];
  "seniorBackend.database.goToTable": [];
  "seniorBackend.database.goToOperations": [argument?: unknown];
  "seniorBackend.database.ignoreFinding": [argument?: unknown];
  "seniorBackend.database.analyze": [argument?: unknown];
  "seniorBackend.database.suggestIndexes": [argument?: unknown];
  "seniorBackend.database.explainQuery": [];
  "seniorBackend.database.showAdvice": [argument?: unknown];
  "seniorBackend.database.writeAdvice": [argument?: unknown];
  "seniorBackend.database.runPlan": [argument?: unknown];
  "seniorBackend.database.tryIndex": [argument?: unknown];
  "seniorBackend.database.compareSchema": [argument?: unknown];
  "seniorBackend.database.dryRunMigration": [];
  "seniorBackend.database.applyMigration": [];
  "seniorBackend.loadTest.open": [operation?: unknown];
  "seniorBackend.loadTest.compare": [];
  "seniorBackend.loadTest.openRun": [run: unknown];
  "seniorBackend.loadTest.useAsBaseline": [run: unknown];
  "seniorBackend.loadTest.deleteRun": [run: unknown];
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
  "seniorBackend.database.addConnection": "palette",
  "seniorBackend.database.useFound": "context",
  "seniorBackend.database.editConnection": "context",
  "seniorBackend.database.removeConnection": "context",
  "seniorBackend.database.disconnect": "context",
  "seniorBackend.database.refresh": "palette",
  "seniorBackend.database.filter": "context",
  "seniorBackend.database.clearFilter": "context",
  "seniorBackend.database.showMore": "context",
  "seniorBackend.database.showDdl": "context",
  "seniorBackend.database.previewRows": "context",
  "seniorBackend.database.nextRows": "context",
  "seniorBackend.database.previousRows": "context",
  "seniorBackend.database.openQuery": "context",
  "seniorBackend.database.copyName": "context",
  "seniorBackend.database.goToTable": "palette",
  "seniorBackend.database.goToOperations": "context",
  "seniorBackend.database.ignoreFinding": "context",
  "seniorBackend.database.analyze": "palette",
  "seniorBackend.database.suggestIndexes": "palette",
  "seniorBackend.database.explainQuery": "palette",
  "seniorBackend.database.showAdvice": "context",
  "seniorBackend.database.writeAdvice": "context",
  "seniorBackend.database.runPlan": "context",
  "seniorBackend.database.tryIndex": "context",
  "seniorBackend.database.compareSchema": "palette",
  "seniorBackend.database.dryRunMigration": "palette",
  "seniorBackend.database.applyMigration": "palette",
  "seniorBackend.loadTest.open": "palette",
  "seniorBackend.loadTest.compare": "palette",
  "seniorBackend.loadTest.openRun": "context",
  "seniorBackend.loadTest.useAsBaseline": "context",
  "seniorBackend.loadTest.deleteRun": "context",
  "seniorBackend.sample.open": "palette",
  "seniorBackend.server.restart": "palette",
  "seniorBackend.log.show": "palette",
};

type OpenApiKeys = {
  [Name in keyof OpenApiSettings as `seniorBackend.openapi.${Name}`]: OpenApiSettings[Name];
};

/** Every setting by its full key. */
export interface Settings extends OpenApiKeys {
  /** Checked entry by entry where it is read: people write it by hand. */
  "seniorBackend.database.connections": readonly unknown[];
  "seniorBackend.database.lintMigrations": boolean;
  "seniorBackend.database.migrations": readonly string[];
  "seniorBackend.database.postgresVersion": string;
  "seniorBackend.database.lintConnection": string;
  "seniorBackend.database.lintRules": Readonly<Record<string, "error" | "warning" | "info" | "hint" | "off">>;
  "seniorBackend.trace.server": "off" | "messages" | "verbose";
}

/** What applies until somebody says otherwise; sizes in MB. */
export const settingDefaults: Readonly<Settings> = {
  "seniorBackend.openapi.lint": "onType",
  "seniorBackend.openapi.ruleset": "",
  "seniorBackend.openapi.lenses": true,
  "seniorBackend.openapi.maxFileSize": 25,
  "seniorBackend.openapi.lintMemory": 2048,
  "seniorBackend.database.connections": [],
  "seniorBackend.database.lintMigrations": true,
  "seniorBackend.database.migrations": [],
  "seniorBackend.database.postgresVersion": "14",
  "seniorBackend.database.lintConnection": "",
  "seniorBackend.database.lintRules": {},
  "seniorBackend.trace.server": "off",
};

/** Context key: paths of the open OpenAPI root documents, which menus compare with `resourcePath`. */
export const contractsContextKey = "seniorBackend.contractPaths";
