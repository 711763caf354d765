/** The frameworks that a service can stand on. */
export const frameworkNames = ["express", "fastify", "koa"] as const;

export type FrameworkName = (typeof frameworkNames)[number];

/** What a scaffold run asks for. */
export interface ScaffoldRequest {
  /** URI of the root document. */
  readonly contractUri: string;
  /** How the contract is named in headers and in the manifest: its path relative to the target folder. */
  readonly contractPath: string;
  readonly framework: FrameworkName;
  /** JSON pointers of the operations to add ("/paths/~1orders/post"); absent: all. */
  readonly operations?: readonly string[];
  /** Paths of generated files that from now on belong to whoever edited them. */
  readonly eject?: readonly string[];
  /** Whether to plan files that cannot be merged with the conflict in them, rather than to leave them alone. */
  readonly withMarkers?: boolean;
}

/** Who owns a file: "generated" is always rewritten, "yours" is written once and belongs to its reader. */
export type Zone = "generated" | "yours";

/** What writing the plan does to a file. A conflict is left alone until a person decides. */
export type FileAction = "created" | "updated" | "unchanged" | "removed" | "conflict";

export interface PlannedFile {
  readonly path: string;
  readonly zone: Zone;
  readonly action: FileAction;
  readonly contents: string;
}

/** A handler that no longer fits the contract: its operation takes or answers something else, or is gone. */
export type Attention =
  | { readonly kind: "changed"; readonly path: string; /** "POST /orders" */ readonly operation: string }
  | { readonly kind: "removed"; readonly path: string };

export interface ScaffoldPlan {
  /** Operations that the service serves once the plan is written. */
  readonly operations: number;
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  /** Handlers that somebody has to look at. */
  readonly attention: readonly Attention[];
  /** Sentences about what the contract asks for and the scaffold leaves out. */
  readonly notes: readonly string[];
}
