// The order of rules: what a drop or an arrow means for the backend, which is told what the rule goes before. Pure.

/** The list after `id` was put at `index`. */
export function placed(ids: readonly number[], id: number, index: number): number[] {
  const rest = ids.filter((one) => one !== id);
  const at = Math.min(Math.max(index, 0), rest.length);
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** What `id` stands before in this list; null at its end. */
export function beforeOf(ids: readonly number[], id: number): number | null {
  return ids[ids.indexOf(id) + 1] ?? null;
}

/** The list after `id` was dropped on `target`: it takes that place, the others give way. */
export function dropped(ids: readonly number[], id: number, target: number): number[] {
  return placed(ids, id, ids.indexOf(target));
}
