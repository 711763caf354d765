/** Code with places where it may break: printed on one line where it fits, spread over lines where it does not. */
export type Code = string | readonly Code[] | Group | Indent | Line | IfBroken;

interface Group {
  readonly kind: "group";
  readonly code: Code;
  readonly broken: boolean;
  /** The calls of a method chain, to which more may be added. */
  readonly chain?: Chain;
}
interface Chain {
  readonly head: string;
  readonly calls: readonly Code[];
}
interface Indent {
  readonly kind: "indent";
  readonly code: Code;
}
interface Line {
  readonly kind: "line";
  /** What stands there when the group is not broken; undefined: the line always ends here. */
  readonly flat: string | undefined;
}
interface IfBroken {
  readonly kind: "ifBroken";
  readonly text: string;
}

export const line: Code = { kind: "line", flat: " " };
export const softLine: Code = { kind: "line", flat: "" };
export const hardLine: Code = { kind: "line", flat: undefined };

export function group(code: Code, broken = false): Code {
  return { kind: "group", code, broken };
}

export function indent(code: Code): Code {
  return { kind: "indent", code };
}

export function ifBroken(text: string): Code {
  return { kind: "ifBroken", text };
}

export function join(codes: readonly Code[], separator: Code): Code {
  return codes.flatMap((code, index) => (index === 0 ? [code] : [separator, code]));
}

/** `open` + items + `close`, on one line or one item a line with a trailing comma. */
export function list(open: string, items: readonly Code[], close: string): Code {
  if (items.length === 0) return open + close;
  return group([open, indent([softLine, join(items, [",", line])]), ifBroken(","), softLine, close]);
}

/** An object literal: one line when it is small, else one entry a line. */
export function objectLiteral(entries: readonly Code[], broken = false): Code {
  if (entries.length === 0) return "{}";
  return group(["{", indent([line, join(entries, [",", line])]), ifBroken(","), line, "}"], broken);
}

/** A call; a single argument that brings its own brackets hugs the parentheses. */
export function call(callee: string, args: readonly Code[]): Code {
  const [only] = args;
  if (args.length === 1 && typeof only === "string") return `${callee}(${only})`;
  if (args.length === 1 && only !== undefined && isBracketed(only)) return [callee, "(", only, ")"];
  return [callee, list("(", args, ")")];
}

/** Method calls after an expression: on its line where they fit, else each call on a line of its own. */
export function chain(base: Code, calls: readonly Code[]): Code {
  if (calls.length === 0) return base;
  if (typeof base === "string") return [base, ...calls];
  const start = chainOf(base);
  if (start === undefined) return [base, ...calls];
  const all = { head: start.head, calls: [...start.calls, ...calls] };
  const code = [all.head, indent(all.calls.flatMap((called) => [softLine, called]))];
  return { kind: "group", code, broken: false, chain: all };
}

/** `z.array(…)` is a chain of one call already. */
function chainOf(base: Exclude<Code, string>): Chain | undefined {
  if (!isSequence(base)) return base.kind === "group" ? base.chain : undefined;
  const [callee, ...rest] = base;
  const dot = typeof callee === "string" ? callee.indexOf(".") : -1;
  if (typeof callee !== "string" || dot < 0) return undefined;
  return { head: callee.slice(0, dot), calls: [[callee.slice(dot), ...rest]] };
}

function isBracketed(code: Code): boolean {
  if (typeof code === "string" || isSequence(code) || code.kind !== "group") return false;
  return isSequence(code.code) && (code.code[0] === "{" || code.code[0] === "[");
}

interface Frame {
  readonly code: Code;
  readonly depth: number;
  readonly flat: boolean;
}

/** Prints code in at most `width` columns where it can break (Wadler's algorithm: a group is flat when it fits). */
export function print(code: Code, startDepth = 0, startColumn = startDepth * 2, width = 110): string {
  const out: string[] = [];
  const stack: Frame[] = [{ code, depth: startDepth, flat: false }];
  let column = startColumn;
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    const { code: current, depth, flat } = frame;
    if (typeof current === "string") {
      out.push(current);
      column += current.length;
    } else if (isSequence(current)) {
      for (let index = current.length - 1; index >= 0; index--) {
        stack.push({ code: current[index] ?? "", depth, flat });
      }
    } else if (current.kind === "indent") {
      stack.push({ code: current.code, depth: depth + 1, flat });
    } else if (current.kind === "group") {
      const fitsHere = flat || (!current.broken && fits(current.code, width - column, stack));
      stack.push({ code: current.code, depth, flat: fitsHere });
    } else if (current.kind === "ifBroken") {
      if (!flat) out.push(current.text);
    } else if (flat && current.flat !== undefined) {
      out.push(current.flat);
      column += current.flat.length;
    } else {
      trimEnd(out);
      out.push(`\n${"  ".repeat(depth)}`);
      column = depth * 2;
    }
  }
  return out.join("");
}

/** Drops the white space that code left before a line that turned out to be broken. */
function trimEnd(out: string[]): void {
  for (let last = out.pop(); last !== undefined; last = out.pop()) {
    const trimmed = last.trimEnd();
    if (trimmed === "" && !last.includes("\n")) continue;
    out.push(last.includes("\n") ? last : trimmed);
    return;
  }
}

function isSequence(code: Code): code is readonly Code[] {
  return Array.isArray(code);
}

/** Tells whether code fits into the room when flat, together with what follows it on the same line. */
function fits(code: Code, room: number, rest: readonly Frame[]): boolean {
  const stack: Frame[] = [{ code, depth: 0, flat: true }];
  let left = room;
  let restIndex = rest.length;
  while (left >= 0) {
    const frame = stack.pop() ?? rest[--restIndex];
    if (frame === undefined) return true;
    const { code: current, flat } = frame;
    if (typeof current === "string") left -= current.length;
    else if (isSequence(current)) {
      for (let index = current.length - 1; index >= 0; index--) {
        stack.push({ code: current[index] ?? "", depth: 0, flat });
      }
    } else if (current.kind === "indent") stack.push({ code: current.code, depth: 0, flat });
    else if (current.kind === "group") {
      if (current.broken && flat) return false;
      stack.push({ code: current.code, depth: 0, flat: flat && !current.broken });
    } else if (current.kind === "ifBroken") {
      if (!flat) left -= current.text.length;
    } else {
      if (!flat) return true;
      if (current.flat === undefined) return false;
      left -= current.flat.length;
    }
  }
  return false;
}
