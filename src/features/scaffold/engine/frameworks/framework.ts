import type { FrameworkName } from "../plan.ts";
import type { Validators } from "../validators/validators.ts";

/** What makes a service one of this framework: everything else is the same in all of them. */
export interface Framework {
  readonly name: FrameworkName;
  /** In prose, with its article: "An Express". */
  readonly title: string;
  /** The generated module that serves the routes. */
  readonly adapter: Adapter;
  /** What checks requests. */
  readonly validators: Validators;
  /** Modules of `src/api/generated` that only some frameworks need, by file name. */
  readonly runtime: Readonly<Record<string, string>>;
  /** What surrounds the routes, by path: the application, its middleware and its server. */
  readonly files: Readonly<Record<string, string>>;
  /** Exact versions by package. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export interface Adapter {
  /** In `src/api/generated`: "express.ts". */
  readonly file: string;
  readonly source: string;
  /** The function in it that turns routes into what an application takes, … */
  readonly create: string;
  /** … the type of that, … */
  readonly type: string;
  /** … the package that has the type, … */
  readonly package: string;
  /** … and how to call it: "a router, ready to be mounted". */
  readonly noun: string;
}
