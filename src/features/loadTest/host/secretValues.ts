import { l10n, type SecretStorage, window } from "vscode";
import { secretsOf } from "../engine/scenario/planOf.ts";
import type { Scenario } from "../engine/scenario/scenario.ts";

/** Values of `${NAME}`, kept by VS Code for one server each: a scenario from elsewhere cannot send them to another. */
export interface SecretValues {
  isSet(scenario: Scenario, name: string): Promise<boolean>;
  /** Asks for a value and keeps it; false: the person gave up. */
  ask(scenario: Scenario, name: string): Promise<boolean>;
  /** The values of all secrets of a scenario, asking for those that are missing; undefined: the person gave up. */
  all(scenario: Scenario): Promise<ReadonlyMap<string, string> | undefined>;
}

export function createSecretValues(storage: SecretStorage): SecretValues {
  const values: SecretValues = {
    async isSet(scenario, name) {
      return (await storage.get(keyOf(scenario, name))) !== undefined;
    },
    async ask(scenario, name) {
      const value = await window.showInputBox({
        title: l10n.t("Value of {0}", name),
        prompt: l10n.t(
          "Sent to {0} only, and kept by VS Code. Leave it empty if the server asks for none.",
          serversOf(scenario),
        ),
        password: true,
        ignoreFocusOut: true,
      });
      if (value === undefined) return false;
      await storage.store(keyOf(scenario, name), value);
      return true;
    },
    async all(scenario) {
      const found = new Map<string, string>();
      for (const name of secretsOf(scenario)) {
        if (!(await values.isSet(scenario, name)) && !(await values.ask(scenario, name))) return undefined;
        found.set(name, (await storage.get(keyOf(scenario, name))) ?? "");
      }
      return found;
    },
  };
  return values;
}

function keyOf(scenario: Scenario, name: string): string {
  return `loadTest ${serversOf(scenario)} ${name}`;
}

/** Origins that the requests of a scenario go to. */
export function serversOf({ request: { url, compareUrl } }: Scenario): string {
  const origins = [url, ...(compareUrl === undefined ? [] : [compareUrl])].map((address) =>
    URL.canParse(address) ? new URL(address).origin : address,
  );
  return [...new Set(origins)].join(", ");
}
