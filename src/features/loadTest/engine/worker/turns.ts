/** Whose turn it is in a comparison: A B B A A B B A …, so that drift hits both alike. Blocks of the warm-up are negative. */
export function turnOf(block: number): 0 | 1 {
  const place = ((block % 4) + 4) % 4;
  return place === 0 || place === 3 ? 0 : 1;
}
