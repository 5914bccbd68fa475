// What a change of the house changed: two states as JSON in, the leaves that differ and their values as words out.
import type { JsonValue } from "../bindings/serde_json/JsonValue";
import type { Names } from "../data/directory";
import { spanWords } from "../parts/duration";
import type { Text } from "../text";
import { listed, number } from "../text/format";

/** One leaf that differs: where it lies, and its value on both sides. */
export type Difference = { path: readonly string[]; before: JsonValue | undefined; after: JsonValue | undefined };

/** Said by the title of the change, or of no interest to a person. */
const unsaid = new Set(["id", "rule", "version", "fence"]);

/** Leaves that differ, in the order of the newer state. A list of plain values is one leaf; nothing is nothing. */
export function differences(before: JsonValue | undefined, after: JsonValue | undefined): Difference[] {
  const found: Difference[] = [];
  walk([], before, after, found);
  return found;
}

function walk(
  path: readonly string[],
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  found: Difference[],
): void {
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null) || (isNothing(before) && isNothing(after)))
    return;
  const [old, fresh] = [branches(before), branches(after)];
  if (!old && !fresh) {
    found.push({ path, before, after });
    return;
  }
  // One side is a plain value, as a switch that was off: said as such, and the other side leaf by leaf.
  const keys = new Set([...Object.keys(fresh ?? {}), ...Object.keys(old ?? {})]);
  for (const key of keys) {
    // A place in a list is only worth a word when it changed.
    const placed = key === "position" && !(old && fresh);
    if (path.length === 0 && (unsaid.has(key) || placed)) continue;
    walk([...path, key], old?.[key], fresh?.[key], found);
  }
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

type Branches = Record<string, JsonValue | undefined>;

/** What lies below: of an object its fields, of a list of objects its members counted from 1. */
function branches(value: JsonValue | undefined): Branches | null {
  if (Array.isArray(value)) {
    if (!value.some((one) => typeof one === "object" && one !== null)) return null;
    return Object.fromEntries(value.map((one, index) => [String(index + 1), one]));
  }
  return typeof value === "object" && value !== null ? (value as Branches) : null;
}

const spans = new Set([
  "wait",
  "spacing",
  "per_contact_span",
  "fuse_span",
  "stay_min",
  "span",
  "other_grace",
  "bubble_group_span",
  "lateness_max",
]);
/** What people typed: never taken for a word of ours. */
const typed = new Set([
  "name",
  "note",
  "title",
  "text",
  "description",
  "company",
  "entry_text",
  "closing_text",
  "opt_out_words",
]);
const minutes = new Set(["minute", "from_minute", "to_minute"]);

/** A leaf's value for people: names for ids, hours for minutes, words for yes and no. */
export function valueWords(key: string, value: JsonValue | undefined, names: Names, t: Text): string {
  if (isNothing(value)) return t("trail.nothing");
  if (typeof value === "boolean") return t(value ? "trail.yes" : "trail.no");
  if (Array.isArray(value)) {
    return listed(value.map((one) => valueWords(key, one, names, t)));
  }
  if (typeof value === "number") return numberWords(key, value, names);
  if (typeof value === "string") {
    const known = [`trail.values.${value}`, `rules.types.${value}`].map((word) =>
      t(word as "trail.values.active", { defaultValue: "" }),
    );
    return (typed.has(key) ? undefined : known.find((word) => word !== "")) ?? value;
  }
  return JSON.stringify(value);
}

function numberWords(key: string, value: number, names: Names): string {
  if (spans.has(key)) return spanWords(value);
  if (minutes.has(key)) return `${two(Math.floor(value / 60))}:${two(value % 60)}`;
  return nameOf(key, value, names) ?? number(value);
}

/** The name behind an id, by the field that holds it. */
function nameOf(key: string, id: number, names: Names): string | undefined {
  switch (key) {
    case "user":
    case "leader":
    case "keeper":
    case "owner":
    case "members":
      return names.user(id)?.name;
    case "queue":
    case "queues":
      return names.queue(id)?.name;
    case "stage":
    case "stages":
      return names.stage(id)?.name;
    case "tag":
    case "tags_with":
    case "tags_without":
      return names.tag(id)?.name;
    case "connection":
    case "connections":
      return names.connection(id)?.name;
    case "team":
      return names.all.teams.find((team) => team.id === id)?.name;
    case "funnel":
      return names.all.funnels.find((funnel) => funnel.id === id)?.name;
    default:
      return undefined;
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Where a leaf lies, as words; a field without a word of its own shows its key. */
export function pathWords(path: readonly string[], t: Text): string {
  return path
    .map((key, index) => {
      const parent = path[index - 1];
      if ((parent === "week" || parent === "days") && /^\d+$/.test(key)) return key;
      return t(`trail.fields.${key}` as "trail.fields.name", { defaultValue: key });
    })
    .join(" › ");
}
