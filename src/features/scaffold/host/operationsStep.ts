import { l10n, QuickPickItemKind, type Uri, workspace } from "vscode";
import { back, type Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import type { OperationSummary } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ScaffoldAnswers } from "./answers.ts";
import type { ScaffoldServer } from "./request.ts";

type Selection = NonNullable<ScaffoldAnswers["operations"]>;

/** Asks what to scaffold: everything, the operations of one tag, or one operation. */
export function operationsStep(server: Pick<ScaffoldServer, "listOperations">): Step<ScaffoldAnswers> {
  return async ({ contract }, frame) => {
    const answer = await pick<Selection>(frame, {
      placeholder: l10n.t("What to scaffold"),
      choices: contract ? operationChoices(server, contract) : [],
    });
    return answer === undefined || answer === back ? answer : { operations: answer };
  };
}

async function operationChoices(
  server: Pick<ScaffoldServer, "listOperations">,
  contract: Uri,
): Promise<readonly Choice<Selection>[]> {
  const operations = await server.listOperations(contract);
  if (operations.length === 0) {
    const name = workspace.asRelativePath(contract);
    throw new UserError(
      l10n.t("{0} has no operations to scaffold: it needs an OpenAPI version and paths.", name),
    );
  }
  const tags = tagChoices(operations);
  return [
    { value: "all", label: l10n.t("All operations"), description: `${operations.length}` },
    ...(tags.length > 1 ? [separator(l10n.t("One tag")), ...tags] : []),
    separator(l10n.t("One operation")),
    ...operations.map(operationChoice),
  ];
}

function tagChoices(operations: readonly OperationSummary[]): readonly Choice<Selection>[] {
  const pointersByTag = new Map<string, string[]>();
  for (const { pointer, tags } of operations) {
    for (const tag of new Set(tags)) pointersByTag.set(tag, [...(pointersByTag.get(tag) ?? []), pointer]);
  }
  return [...pointersByTag].map(([tag, pointers]) => ({
    value: pointers,
    label: tag,
    description: `${pointers.length}`,
  }));
}

function operationChoice({ pointer, method, path, summary }: OperationSummary): Choice<Selection> {
  return { value: [pointer], label: `${method.toUpperCase()} ${path}`, description: summary ?? "" };
}

function separator(label: string): Choice<never> {
  return { label, kind: QuickPickItemKind.Separator };
}
