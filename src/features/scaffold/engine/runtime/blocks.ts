/** A module's text in blocks: what it always has, and functions that it has where something uses them. */
interface Block {
  readonly name: string;
  readonly needs: readonly string[];
  readonly text: string;
}

/**
 * Keeps the blocks that are used, and those that they need. A block begins with the line
 * `// @block name needed other…`; the text before the first one is always kept.
 */
export function selectBlocks(source: string, used: ReadonlySet<string>): string {
  const [head = "", ...rest] = source.split(/^\/\/ @block /m);
  const blocks = rest.map(parseBlock);
  const kept = new Set<string>();
  const queue = [...used];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (kept.has(name)) continue;
    kept.add(name);
    queue.push(...(blocks.find((block) => block.name === name)?.needs ?? []));
  }
  return (
    [head, ...blocks.filter(({ name }) => kept.has(name)).map(({ text }) => text)].join("").trimEnd() + "\n"
  );
}

function parseBlock(text: string): Block {
  const end = text.indexOf("\n");
  const [name = "", ...needs] = text.slice(0, end).trim().split(" ");
  return { name, needs, text: text.slice(end + 1) };
}
