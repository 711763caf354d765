import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Id of the process group. */
  readonly group: number;
  /** Path and arguments, with blanks between. */
  readonly command: string;
}

/** The processes of this machine (Linux, macOS). */
export function listProcesses(): readonly ProcessEntry[] {
  return existsSync("/proc/self/stat") ? listFromProc() : listFromPs();
}

/** Slim Linux images have no ps. */
function listFromProc(): readonly ProcessEntry[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      // The name of the program, in parentheses, may hold blanks.
      const [, parent, group] = readProc(pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
      const command = readProc(pid, "cmdline").replaceAll("\0", " ");
      return { pid: Number(pid), parent: Number(parent), group: Number(group), command };
    });
}

/** Processes may be gone by the time that they are looked at. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

function listFromPs(): readonly ProcessEntry[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,args="], { encoding: "utf8" }).split("\n");
  return lines.map((line) => {
    const [pid, parent, group, ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), group: Number(group), command: command.join(" ") };
  });
}
