import type { Documents } from "../contract/documents.ts";
import type { Operation } from "../contract/operation.ts";
import type { OutgoingOperation } from "../contract/outgoing.ts";
import type { NamedSchema } from "../contract/schema.ts";
import type { NamedSecurityScheme } from "../names/nameSecurity.ts";
import type { NamedSchemas } from "./direction.ts";

/** A contract, ready to be written as code: everything has its name and its place. */
export interface Service {
  readonly documents: Documents;
  readonly title: string;
  readonly version: string;
  readonly description?: string | undefined;
  /** How headers name the contract: its path relative to the service. */
  readonly contractPath: string;
  /** The path part of the first server's URL; "" when there is none. */
  readonly basePath: string;
  /** In the order of the contract. */
  readonly operations: readonly NamedOperation[];
  /** Webhooks and callbacks, in the order of the contract. */
  readonly outgoing: readonly NamedOutgoing[];
  readonly named: NamedSchemas;
  /** Type names by schema id. */
  readonly types: ReadonlyMap<string, NamedType>;
  /** Those that operations ask for. */
  readonly securitySchemes: readonly NamedSecurityScheme[];
}

/** A request that the service sends, with its names. */
export interface NamedOutgoing extends OutgoingOperation {
  /** Identifier of what makes the request: "orderPlaced". */
  readonly name: string;
  /** Name of the type of what is sent, and first part of what is answered: "OrderPlacedWebhook". */
  readonly typeName: string;
  /** Of several files, the one that it is in: the folder of a callback's operation, or the webhook's tag. */
  readonly folder: string;
}

export interface NamedOperation extends Operation {
  /** Identifier of the handler: "createOrder". */
  readonly name: string;
  /** First part of the names of its types: "CreateOrder" in "CreateOrderInput". */
  readonly typeName: string;
  /** Folder of the handler, and group of everything generated for it: "orders". */
  readonly folder: string;
  /** File of the handler without its ending: "create-order". */
  readonly file: string;
}

export interface NamedType {
  readonly source: NamedSchema;
  /** What responses carry, or both directions where they do not differ. */
  readonly name: string;
  /** What requests carry; the same name where the directions do not differ. */
  readonly requestName: string;
}
