import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** Runs `npm ci` unless node_modules holds what package-lock.json asks for. */
export async function installDependencies() {
  if (isComplete(readPackages("node_modules/.package-lock.json"), readPackages("package-lock.json"))) return;
  console.log("Installing dependencies (npm ci)");
  await run("npm", ["ci", "--no-audit", "--no-fund"], { quiet: true });
}

/** Every package at its locked version; packages for other platforms may be absent. */
function isComplete(installed, locked) {
  return Object.entries(locked).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = installed[path];
    return found ? found.version === version : Boolean(optional ?? devOptional);
  });
}

function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(join(root, lockFile), "utf8")).packages;
  } catch {
    return {};
  }
}
