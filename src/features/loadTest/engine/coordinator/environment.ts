import { availableParallelism, cpus, release, type } from "node:os";
import { version as undiciVersion } from "undici/package.json";
import { version } from "../../../../../package.json";
import type { Environment } from "../result.ts";
import { isLoopback } from "./shares.ts";

export function describeEnvironment(addresses: readonly string[]): Environment {
  return {
    tool: `senior-backend ${version}`,
    node: process.versions.node,
    undici: undiciVersion,
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    loopback: addresses.every(isLoopback),
    addresses: [...new Set(addresses)],
  };
}
