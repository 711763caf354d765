import type { ExtensionContext, Memento, SecretStorage, Uri } from "vscode";
import { l10n } from "vscode";
import type { Disposable } from "../shared/disposable.ts";
import { DisposableStore } from "../shared/disposable.ts";
import { type Commands, createCommands } from "./commands.ts";
import { createErrorReporter, type ErrorReporter } from "./errors.ts";
import { createLanguageServer, type LanguageServer } from "./languageServer.ts";
import { createLogChannel, type Log } from "./log.ts";

/** What a feature may lean on. */
export interface Host extends Disposable {
  readonly extensionUri: Uri;
  /** Remembers small things per workspace. */
  readonly memory: Memento;
  /** Passwords and tokens, encrypted by the operating system. */
  readonly secrets: SecretStorage;
  /** Folder for files of this workspace, or of all windows without one. It may not exist yet. */
  readonly storage: Uri;
  readonly log: Log;
  readonly errors: ErrorReporter;
  readonly commands: Commands;
  readonly server: LanguageServer;
}

/** One part of the product. What `activate` returns undoes it. */
export interface Feature {
  readonly id: string;
  /** Registers what VS Code calls later; awaits nothing. */
  activate(host: Host): Disposable;
}

/** Builds the host and registers the commands that belong to no feature. Starts no process. */
export function createHost(context: ExtensionContext): Host {
  const { extensionUri, workspaceState, secrets, storageUri, globalStorageUri } = context;
  const parts = new DisposableStore();
  const channel = parts.add(createLogChannel("Senior Backend"));
  const errors = createErrorReporter(channel);
  const commands = createCommands(errors);
  const server = parts.add(createLanguageServer(extensionUri, channel));
  parts.add(commands.register("seniorBackend.log.show", l10n.t("Show Log"), () => channel.show()));
  parts.add(
    commands.register("seniorBackend.server.restart", l10n.t("Restart Language Server"), () =>
      server.restart(),
    ),
  );
  return {
    extensionUri,
    memory: workspaceState,
    secrets,
    storage: storageUri ?? globalStorageUri,
    log: channel.log,
    errors,
    commands,
    server,
    dispose: () => parts.dispose(),
  };
}

/** Activates every feature; one that fails is reported and leaves the others alive. */
export function activateFeatures(features: readonly Feature[], host: Host): Disposable {
  const active = new DisposableStore();
  for (const feature of features) {
    try {
      active.add(feature.activate(host));
    } catch (error) {
      host.errors.report(error, feature.id);
    }
  }
  return active;
}
