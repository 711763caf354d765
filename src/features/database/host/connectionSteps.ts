import { l10n } from "vscode";
import { askText } from "../../../host/inputBox.ts";
import { longTask } from "../../../host/longTask.ts";
import { back, type Frame, type Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ConnectionRole, FoundConnection, TargetToOpen } from "../protocol.ts";
import type { ConnectionAnswers, ConnectionSource } from "./connectionAnswers.ts";
import type { Shelf } from "./connectionStore.ts";
import type { DatabaseProcess } from "./databaseProcess.ts";
import { addressOf, connectionRoles } from "./savedConnection.ts";

/** Where the parameters come from: a file of the workspace, a URL, or the form. */
export function sourceStep(found: Promise<readonly FoundConnection[]>): Step<ConnectionAnswers> {
  return async (_, frame) => {
    const answer = await pick(frame, {
      placeholder: l10n.t("How to reach the database"),
      choices: found.then((connections): readonly Choice<ConnectionAnswers>[] => [
        ...connections.map(foundChoice),
        {
          value: { source: { from: "url" } },
          label: `$(link) ${l10n.t("Connection URL…")}`,
          description: "postgres://user:password@host:5432/database",
        },
        {
          value: { source: { from: "form" } },
          label: `$(list-unordered) ${l10n.t("Host, port, user…")}`,
          description: l10n.t("step by step"),
        },
      ]),
    });
    return answer;
  };
}

function foundChoice({ origin, parameters, place, role }: FoundConnection): Choice<ConnectionAnswers> {
  const source: ConnectionSource = { from: "origin", origin };
  return {
    value: { source, parameters, guessedRole: role },
    label: `$(add) ${parameters.database ?? addressOf(parameters)}`,
    description: l10n.t("found in {0}", place),
    detail: addressOf(parameters),
  };
}

/** Asks for a URL and takes it apart. */
export function urlStep(process: DatabaseProcess): Step<ConnectionAnswers> {
  return async (_, frame) => {
    for (let value = "", complaint = ""; ;) {
      const text = await askText(frame, {
        prompt:
          complaint === "" ? l10n.t("Connection URL, or libpq's keywords (host=… dbname=…)") : complaint,
        placeholder: "postgres://user:password@host:5432/database?sslmode=verify-full",
        value,
        problem: (typed) => (typed.trim() === "" ? l10n.t("Type or paste a connection URL.") : undefined),
      });
      if (typeof text !== "string") return text;
      try {
        const { role, ...parsed } = await process.call("parseConnectionText", text);
        return { ...parsed, guessedRole: role };
      } catch (error) {
        if (!UserError.is(error)) throw error;
        [value, complaint] = [text, error.message];
      }
    }
  };
}

export const nameStep: Step<ConnectionAnswers> = async ({ name, parameters = {} }, frame) => {
  const answer = await askText(frame, {
    prompt: l10n.t("Name of the connection"),
    value: name ?? parameters.database ?? parameters.service ?? parameters.host ?? "",
    problem: (text) => (text.trim() === "" ? l10n.t("A connection needs a name.") : undefined),
  });
  return typeof answer === "string" ? { name: answer.trim() } : answer;
};

const roleNotes: Readonly<Record<ConnectionRole, string>> = {
  development: l10n.t("yours to change"),
  staging: l10n.t("shared, not yet live"),
  production: l10n.t("live: marked, and changed by migrations only"),
};

/** What the database is used for; the guess comes first. */
export function roleStep(process: DatabaseProcess): Step<ConnectionAnswers> {
  return async ({ role, guessedRole, parameters = {}, name = "" }, frame) => {
    const likely = role ?? guessedRole ?? (await process.call("guessRole", { ...parameters, name }));
    const choices = [...connectionRoles]
      .sort((a, b) => Number(b === likely) - Number(a === likely))
      .map((value): Choice<ConnectionRole> => ({ value, label: value, description: roleNotes[value] }));
    const answer = await pick(frame, { placeholder: l10n.t("What the database is used for"), choices });
    return answer === undefined || answer === back ? answer : { role: answer };
  };
}

/** Which settings keep the connection. */
export const shelfStep: Step<ConnectionAnswers> = async (_, frame) => {
  const choices: readonly Choice<Shelf>[] = [
    { value: "user", label: l10n.t("User settings"), description: l10n.t("for you, in every workspace") },
    {
      value: "workspace",
      label: l10n.t("Workspace settings"),
      description: l10n.t("for everybody who opens this workspace; without the password"),
    },
  ];
  const shelf = await pick(frame, { placeholder: l10n.t("Where to keep the connection"), choices });
  return shelf === undefined || shelf === back ? shelf : { shelf };
};

/** The last question: save, or test first and be asked again. */
export function confirmStep(
  process: DatabaseProcess,
  targetOf: (answers: ConnectionAnswers) => Promise<TargetToOpen>,
): Step<ConnectionAnswers> {
  return async (answers, frame) => {
    for (let outcome = ""; ;) {
      const choice = await askToSave(frame, answers, outcome);
      if (choice === undefined || choice === back) return choice;
      if (choice === "save") return { confirmed: true };
      outcome = await tryOut(process, await targetOf(answers));
    }
  };
}

function askToSave(frame: Frame, { name = "", parameters = {} }: ConnectionAnswers, outcome: string) {
  const choices: readonly Choice<"save" | "test">[] = [
    { value: "save", label: `$(check) ${l10n.t("Save and connect")}`, description: addressOf(parameters) },
    { value: "test", label: `$(debug-start) ${l10n.t("Test connection")}`, detail: outcome },
  ];
  const tested = outcome === "" ? choices : choices.toReversed();
  return pick(frame, {
    placeholder: l10n.t("Save “{0}”", name),
    choices: outcome.startsWith("$(error)") ? tested : choices,
  });
}

async function tryOut(process: DatabaseProcess, target: TargetToOpen): Promise<string> {
  try {
    const { version, database, user, encrypted } = await longTask(
      l10n.t("Testing the connection…"),
      (signal) => process.call("testConnection", target, signal),
    );
    const channel = encrypted ? l10n.t("encrypted") : l10n.t("not encrypted");
    return `$(pass) ${l10n.t("PostgreSQL {0}, database {1}, user {2}, {3}", version, database, user, channel)}`;
  } catch (error) {
    if (!UserError.is(error)) throw error;
    return `$(error) ${error.message}`;
  }
}
