// Starts the programs that the scripts need. Builtins only: this runs before node_modules exists.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The environment of every child: tools and Node come from node_modules, whatever the machine has. */
export function toolEnvironment() {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const tools = join(root, "node_modules", ".bin");
  return { ...process.env, [pathName]: [tools, process.env[pathName]].join(delimiter) };
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet keeps the output back and
 *   shows it only in the error.
 * @returns {Promise<number>} the exit code; with `quiet` only ever 0
 * @throws {Error} when the program cannot be started, or fails while quiet
 */
export function run(command, args, { cwd = root, env = toolEnvironment(), quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    // npm and the tools of node_modules/.bin are command files on Windows, which only a shell starts.
    const shell = process.platform === "win32";
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(new Error(`${command} cannot be started: ${error.message}.`)));
    child.on("close", (code, signal) => {
      if (quiet && code !== 0) {
        reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? signal}.\n${output}`));
      } else resolve(code ?? 1);
    });
  });
}

/** Tells whether a program is on the PATH. */
export async function isInstalled(command) {
  return run(command, ["--version"], { quiet: true }).then(
    () => true,
    () => false,
  );
}

/** Tells whether this is a Debian whose packages this process may install. */
export async function mayInstallPackages() {
  return process.platform === "linux" && process.getuid?.() === 0 && (await isInstalled("apt-get"));
}
