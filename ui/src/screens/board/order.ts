// Keeping the order of a column still while somebody works in it. Pure.

export type Held<T> = { rows: readonly T[]; fresh: number };

/**
 * While held, known rows keep their places (with their newest content), rows that left are dropped,
 * rows this person just put there come on top, and any other that arrived is only counted.
 */
export function holdOrder<T>(
  before: readonly number[],
  rows: readonly T[],
  idOf: (row: T) => number,
  held: boolean,
  own: ReadonlySet<number>,
): Held<T> {
  if (!held || before.length === 0) return { rows, fresh: 0 };
  const byId = new Map(rows.map((row) => [idOf(row), row]));
  const kept = before.map((id) => byId.get(id)).filter((row) => row !== undefined);
  const known = new Set(before);
  const arrived = rows.filter((row) => !known.has(idOf(row)));
  const put = arrived.filter((row) => own.has(idOf(row)));
  return { rows: [...put, ...kept], fresh: arrived.length - put.length };
}
