// Keeping the order of a column still while somebody works in it. Pure.

export type Held<T> = { rows: readonly T[]; fresh: number };

/**
 * While held, known rows keep their places (with their newest content), rows that left are dropped,
 * rows this person just put there come on top, and any other that arrived is only counted.
 * `before`: null while there is no order to keep. `left`: how a row that left is still shown in its place; without it the
 * hold is one of passing, which an empty column does not need.
 */
export function holdOrder<T>(
  before: readonly number[] | null,
  rows: readonly T[],
  idOf: (row: T) => number,
  held: boolean,
  own: ReadonlySet<number>,
  left?: (id: number) => T | undefined,
): Held<T> {
  if (!held || before === null || (before.length === 0 && !left)) return { rows, fresh: 0 };
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  const kept = before.map((id) => byId.get(id) ?? left?.(id)).filter((row) => row !== undefined);
  const known = new Set(before);
  const arrived = rows.filter((row) => !known.has(idOf(row)));
  const put = arrived.filter((row) => own.has(idOf(row)));
  return { rows: [...put, ...kept], fresh: arrived.length - put.length };
}
