// What somebody is writing, over what others have saved since: only what they changed stays theirs. Pure.

/** What is written, and what it was made from. */
export type Draft<T> = { from: T; mine: T };

/** Fields left alone follow what is there now; those changed by both keep what they were made from, so that saving asks. */
export function rebased<T>({ from, mine }: Draft<T>, now: T): Draft<T> {
  if (same(mine, from) || same(mine, now)) return { from: now, mine: now };
  if (same(now, from)) return { from, mine };
  if (!isRecord(from) || !isRecord(mine) || !isRecord(now) || !sameKeys(from, mine) || !sameKeys(mine, now))
    return { from, mine };
  const fields = Object.keys(mine).map(
    (key) => [key, rebased({ from: from[key], mine: mine[key] }, now[key])] as const,
  );
  return {
    from: Object.fromEntries(fields.map(([key, field]) => [key, field.from])) as T,
    mine: Object.fromEntries(fields.map(([key, field]) => [key, field.mine])) as T,
  };
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameKeys(one: object, other: object): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key));
}
