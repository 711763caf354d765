import { type Token, tokenAt } from "./tokens.ts";

/** A part of a script that a server or psql takes as one; UTF-16 offsets, the end is exclusive. */
export interface SqlPiece {
  /** "metaCommand": a line that psql itself acts on, as "\connect" or pg_dump's "\restrict". */
  readonly kind: "statement" | "metaCommand";
  /** Offset of its first token that is neither space nor comment. */
  readonly start: number;
  /** Offset after its last such token, the semicolon not included. */
  readonly end: number;
  /** Offset after its semicolon; equal to `end` when there is none. */
  readonly next: number;
  /** Rows below COPY … FROM STDIN, without the line "\." that ends them. */
  readonly copyData?: { readonly start: number; readonly end: number };
}

export interface SqlSplit {
  readonly pieces: readonly SqlPiece[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

export interface SplitOptions {
  /** Where to start and to stop; the whole text by default. */
  readonly start?: number;
  readonly end?: number;
  /**
   * Take every semicolon as an end, also within parentheses: finds the statements behind one whose parentheses
   * do not match.
   */
  readonly ignoreParentheses?: boolean;
}

/**
 * Cuts a script into statements the way psql does, without knowing their grammar: quotes, dollar quotes, nested
 * comments, parentheses, SQL-standard function bodies (BEGIN ATOMIC … END), rows of COPY and backslash commands are
 * respected. Never throws: what is not closed reaches to the end.
 */
export function splitSql(text: string, options: SplitOptions = {}): SqlSplit {
  const { start = 0, end = text.length, ignoreParentheses = false } = options;
  const pieces: SqlPiece[] = [];
  const comments: { start: number; end: number }[] = [];
  let open = newStatement();
  let at = start;

  const finish = (next?: number): void => {
    const { start: first, end: last } = open;
    if (first !== undefined) pieces.push({ kind: "statement", start: first, end: last, next: next ?? last });
    open = newStatement();
  };

  while (at < end) {
    const found = tokenAt(text, at);
    const token = found.end > end ? { ...found, end } : found;
    at = token.end;
    if (token.kind === "space") continue;
    if (token.kind === "comment") {
      comments.push({ start: token.start, end: token.end });
    } else if (text[token.start] === "\\") {
      finish();
      at = Math.min(endOfLine(text, token.start), end);
      pieces.push({ kind: "metaCommand", start: token.start, end: at, next: at });
    } else if (text[token.start] === ";" && !open.isNested(ignoreParentheses)) {
      const isCopy = open.isCopyFromStdin();
      finish(token.end);
      const last = pieces.at(-1);
      if (isCopy && last) {
        const { data, next } = copyDataAfter(text, token.end, end);
        pieces[pieces.length - 1] = { ...last, copyData: data };
        at = next;
      }
    } else {
      open.take(token, text);
    }
  }
  finish();
  return { pieces, comments };
}

/** Collects what of a statement decides where it ends. */
function newStatement() {
  const firstWords: string[] = [];
  let parentheses = 0;
  let bodyDepth = 0;
  let previousWord = "";
  let readsStdin = false;
  return {
    start: undefined as number | undefined,
    end: 0,

    isNested: (ignoreParentheses: boolean) => (parentheses > 0 && !ignoreParentheses) || bodyDepth > 0,
    isCopyFromStdin: () => readsStdin,

    take(token: Token, text: string): void {
      this.start ??= token.start;
      this.end = token.end;
      const symbol = text[token.start];
      if (symbol === "(") parentheses++;
      else if (symbol === ")") parentheses = Math.max(0, parentheses - 1);
      if (token.kind !== "word") return;
      const word = text.slice(token.start, token.end).toLowerCase();
      if (firstWords.length < 4) firstWords.push(word);
      if (isRoutine(firstWords)) bodyDepth += depthChange(word, previousWord, bodyDepth);
      if (firstWords[0] === "copy" && previousWord === "from" && word === "stdin") readsStdin = true;
      previousWord = word;
    },
  };
}

function isRoutine(words: readonly string[]): boolean {
  const object = words[1] === "or" && words[2] === "replace" ? words[3] : words[1];
  return words[0] === "create" && (object === "function" || object === "procedure");
}

/** A CASE in a body ends with END too. */
function depthChange(word: string, previous: string, depth: number): number {
  if (depth === 0) return word === "atomic" && previous === "begin" ? 1 : 0;
  if (word === "case") return 1;
  return word === "end" ? -1 : 0;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at < 0) return text.length;
  return text[at - 1] === "\r" ? at - 1 : at;
}

/** Rows start on the line below the statement and end before a line that is "\." */
function copyDataAfter(text: string, from: number, limit: number) {
  const start = Math.min(endOfLine(text, from) + 1, limit);
  const terminator = /^\\\.\r?$/gm;
  terminator.lastIndex = start;
  const match = terminator.exec(text);
  return match && match.index < limit
    ? { data: { start, end: match.index }, next: Math.min(match.index + match[0].length, limit) }
    : { data: { start, end: limit }, next: limit };
}
