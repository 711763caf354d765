import { setTimeout } from "node:timers/promises";
import { CancellationError, type ConfigurationChangeEvent, workspace } from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  LSPErrorCodes,
  ResponseError,
  RevealOutputChannelOn,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node";
import { type InitializationOptions, userErrorCode } from "../shared/lspProtocol.ts";
import { serverFlags } from "../shared/serverFlags.ts";
import { UserError } from "../shared/userError.ts";
import type { LanguageSession, LanguageSessionOptions } from "./languageSession.ts";

const languages = ["yaml", "json", "jsonc"];
const schemes = ["file", "untitled"];
/** Descriptions, rulesets and manifests are YAML or JSON; rulesets may be code, and handlers are. */
const watchedFiles = ["**/*.{yaml,yml,json}", "**/.spectral.{js,mjs,cjs}", "**/src/handlers/**/*.ts"];

/** How long a server may take to start or to end once it has been asked to end. */
const patienceMs = 2000;

/** Starts the server in a process of its own and connects it to VS Code's editors. */
export function openLanguageSession(options: LanguageSessionOptions): LanguageSession {
  const watchers = watchedFiles.map((pattern) => workspace.createFileSystemWatcher(pattern));
  const client = new QuietLanguageClient(
    "seniorBackend",
    "Senior Backend",
    serverOptions(options.serverModule),
    clientOptions(options, watchers),
  );
  const ready = client.start();
  const parts = [...watchers, workspace.onDidChangeConfiguration((event) => tellSettings(client, event))];
  return {
    ready,
    request: async (method, params, token) => {
      await ready;
      try {
        // An absent token would cross as one more parameter.
        return await (token
          ? client.sendRequest<unknown>(method, params, token)
          : client.sendRequest<unknown>(method, params));
      } catch (error) {
        throw token?.isCancellationRequested ? new CancellationError() : translate(error);
      }
    },
    notify: async (method, params) => {
      await ready;
      await client.sendNotification(method, params);
    },
    stop: async () => {
      for (const part of parts) part.dispose();
      await Promise.race([ready.catch(() => undefined), setTimeout(patienceMs)]);
      if (client.isRunning()) await client.dispose(patienceMs);
      else client.serverProcess?.kill();
    },
  };
}

/** The stock client notifies on its own; here the log gets everything and host/languageServer.ts speaks. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }
  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }
}

/** The server asks for the settings of each document when it needs them; it only has to know that they changed. */
function tellSettings(client: LanguageClient, event: ConfigurationChangeEvent): void {
  if (!event.affectsConfiguration("seniorBackend") || !client.isRunning()) return;
  client
    .sendNotification(DidChangeConfigurationNotification.type, { settings: null })
    .catch((error: unknown) => client.error("The settings did not reach the server.", error));
}

function serverOptions(module: string): ServerOptions {
  const server = { module, transport: TransportKind.ipc };
  const debugging = ["--nolazy", "--inspect=6009"];
  return {
    run: { ...server, options: { execArgv: [...serverFlags] } },
    debug: { ...server, options: { execArgv: [...serverFlags, ...debugging] } },
  };
}

function clientOptions(
  { output, onLost }: LanguageSessionOptions,
  fileEvents: NonNullable<NonNullable<LanguageClientOptions["synchronize"]>["fileEvents"]>,
): LanguageClientOptions {
  return {
    documentSelector: languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme }))),
    synchronize: { fileEvents },
    initializationOptions: (): InitializationOptions => ({ trusted: workspace.isTrusted }),
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        onLost();
        return { action: CloseAction.DoNotRestart, handled: true, message: "The language server stopped." };
      },
    },
  };
}

function translate(error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  if (error.code === userErrorCode) return new UserError(error.message);
  const cancelled = [LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled];
  return cancelled.some((code) => code === error.code) ? new CancellationError() : error;
}
