// What still has to be filled in before a form can be saved, by the names of its fields: a button that is off says why.
import type { Text } from "../text";

/** Of each field, its label and what is in it; null when nothing is missing. */
export function missing(t: Text, fields: readonly (readonly [label: string, value: string])[]): string | null {
  const empty = fields.filter(([, value]) => value.trim() === "").map(([label]) => label);
  return empty.length === 0 ? null : t("parts.fillIn", { what: empty.join(", ") });
}
