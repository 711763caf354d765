import type { Dialect } from "./dialect.ts";
import type { Documents, Node } from "./documents.ts";
import { child, members } from "./documents.ts";
import type { Operation } from "./operation.ts";
import { readOperation } from "./operationReader.ts";
import type { ReadingContext } from "./operationReader.ts";
import type { OperationSite } from "./readOperations.ts";
import { sitesOfPathItem } from "./readOperations.ts";
import { isObject } from "./value.ts";

/** A request that the service sends: a webhook of the contract, or a callback of one of its operations. */
export interface OutgoingOperation extends Operation {
  readonly kind: "webhook" | "callback";
  /** What the contract calls it: "order.placed". */
  readonly title: string;
  /** Pointer of the operation that a callback belongs to. */
  readonly owner?: string | undefined;
  /** Where a callback goes, as a runtime expression: "{$request.body#/callbackUrl}". */
  readonly expression?: string | undefined;
}

/** Where webhooks (3.1, and `x-webhooks` before) and callbacks are described: nodes whose documents must be loaded. */
export function outgoingRoots(
  root: Node,
  sites: readonly OperationSite[],
  withWebhooks: boolean,
): readonly Node[] {
  return [
    ...(withWebhooks ? webhookItems(root) : []).map(([, item]) => item),
    ...sites.flatMap(callbackItems).map(([, callback]) => callback),
  ];
}

/** Reads the webhooks of a contract and the callbacks of the operations at these sites. */
export function readOutgoing(
  root: Node,
  sites: readonly OperationSite[],
  withWebhooks: boolean,
  context: ReadingContext,
): readonly OutgoingOperation[] {
  const { documents, dialect } = context;
  const webhooks = (withWebhooks ? webhookItems(root) : []).flatMap(([title, item]) =>
    sitesOfPathItem("", item, documents, dialect).map((site): OutgoingOperation => ({
      ...readOperation(site, context),
      kind: "webhook",
      title,
    })),
  );
  const callbacks = sites.flatMap((site) =>
    callbackItems(site).flatMap(([title, callback]) =>
      callbackSites(callback, documents, dialect).map((inner): OutgoingOperation => ({
        ...readOperation(inner, context),
        kind: "callback",
        title,
        owner: site.pointer,
        expression: inner.path,
      })),
    ),
  );
  return [...webhooks, ...callbacks];
}

function webhookItems(root: Node): readonly (readonly [title: string, item: Node])[] {
  return ["webhooks", "x-webhooks"].flatMap((key) => described(members(child(root, key))));
}

function callbackItems({ operation }: OperationSite): readonly (readonly [title: string, callback: Node])[] {
  return described(members(child(operation, "callbacks")));
}

function described(entries: readonly (readonly [string, Node])[]): readonly (readonly [string, Node])[] {
  return entries.filter(([key, { value }]) => isObject(value) && !key.startsWith("x-"));
}

function callbackSites(callback: Node, documents: Documents, dialect: Dialect): readonly OperationSite[] {
  return described(members(documents.follow(callback))).flatMap(([expression, item]) =>
    sitesOfPathItem(expression, item, documents, dialect),
  );
}
