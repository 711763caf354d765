// Checks types, rules and format at once: each of the three keeps one core busy at most.
import { run } from "./setup/run.mjs";

const exitCodes = await Promise.all([
  run("tsc", ["--noEmit"]),
  run("eslint", ["."]),
  run("prettier", ["--check", "--log-level", "warn", "."]),
]);
process.exitCode = Math.max(...exitCodes);
