/** Rows of cells as aligned lines: the first column to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Numbers as a line of bars from 0 to their maximum, joined down to at most `width`. */
export function sparkline(values: readonly number[], width: number): string {
  const per = Math.ceil(values.length / width) || 1;
  const joined = Array.from({ length: Math.ceil(values.length / per) }, (_, index) => {
    const group = values.slice(index * per, (index + 1) * per);
    return group.reduce((sum, value) => sum + value, 0) / group.length;
  });
  const most = Math.max(...joined, Number.MIN_VALUE);
  return joined.map((value) => bars[Math.min(7, Math.floor((value / most) * 8))] ?? "▁").join("");
}
