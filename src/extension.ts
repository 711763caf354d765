import type { ExtensionContext } from "vscode";
import { database } from "./features/database/feature.ts";
import { loadTest } from "./features/loadTest/feature.ts";
import { openapi } from "./features/openapi/feature.ts";
import { sample } from "./features/sample/feature.ts";
import { scaffold } from "./features/scaffold/feature.ts";
import { activateFeatures, createHost } from "./host/host.ts";

/** The table of contents of the product. */
const features = [openapi, scaffold, database, loadTest, sample];

/** Called by VS Code. Awaits nothing: processes start when a feature needs them. */
export function activate(context: ExtensionContext): void {
  const host = createHost(context);
  context.subscriptions.push(host, activateFeatures(features, host));
}
