// Keeping the order of a column still while somebody works in it. Pure.

export type Held<T> = { rows: readonly T[]; fresh: number };

/**
 * While held, known rows keep their places (with their newest content), rows that left are dropped,
 * and rows that arrived are only counted.
 */
export function holdOrder<T>(
  before: readonly number[],
  rows: readonly T[],
  idOf: (row: T) => number,
  held: boolean,
): Held<T> {
  if (!held || before.length === 0) return { rows, fresh: 0 };
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  const kept = before.map((id) => byId.get(id)).filter((row) => row !== undefined);
  const known = new Set(before);
  return { rows: kept, fresh: rows.filter((row) => !known.has(idOf(row))).length };
}
