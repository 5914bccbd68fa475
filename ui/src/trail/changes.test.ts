import { beforeAll, expect, test } from "vitest";
import type { Names } from "../data/directory";
import { speak, text } from "../text";
import { differences, pathWords, valueWords } from "./changes";

beforeAll(() => speak("pt-BR"));

const names = {
  user: (id: number) => (id === 7 ? { name: "Bia" } : undefined),
  tag: (id: number) => (id === 2 ? { name: "VIP" } : undefined),
  all: { teams: [{ id: 3, name: "Suporte" }], funnels: [] },
} as unknown as Names;

test("only what differs is found, leaf by leaf, and ids of the thing itself are not", () => {
  const before = { id: 1, name: "Lembrete", wait: 3_600_000, scope: { tags_with: [1] }, quiet: null };
  const after = {
    id: 2,
    name: "Lembrete",
    wait: 7_200_000,
    scope: { tags_with: [1, 2] },
    quiet: { from_minute: 1200, to_minute: 480 },
  };
  expect(differences(before, after)).toEqual([
    { path: ["wait"], before: 3_600_000, after: 7_200_000 },
    { path: ["scope", "tags_with"], before: [1], after: [1, 2] },
    { path: ["quiet", "from_minute"], before: undefined, after: 1200 },
    { path: ["quiet", "to_minute"], before: undefined, after: 480 },
  ]);
  expect(differences(before, before)).toEqual([]);
  expect(differences({ text: "" }, { text: null, tags_with: [] })).toEqual([]);
});

test("what was made or dropped is told whole, steps counted from 1", () => {
  const rule = { name: "Frio", actions: [{ type: "add_tag", tag: 2 }] };
  expect(differences(null, rule).map(({ path }) => path.join("."))).toEqual([
    "name",
    "actions.1.type",
    "actions.1.tag",
  ]);
  expect(differences(rule, null).every(({ after }) => after === undefined)).toBe(true);
});

test("values are words: spans, hours of the day, names behind ids, yes and no", () => {
  const said = (key: string, value: Parameters<typeof valueWords>[1]) => valueWords(key, value, names, text);
  expect(said("wait", 5_400_000)).toBe("1 h 30 min");
  expect(said("from_minute", 1205)).toBe("20:05");
  expect(said("keeper", 7)).toBe("Bia");
  expect(said("keeper", 9)).toBe("9");
  expect(said("tags_with", [2, 5])).toBe("VIP e 5");
  expect(said("team", 3)).toBe("Suporte");
  expect(said("on", false)).toBe("não");
  expect(said("state", "off")).toBe("Desligada");
  expect(said("type", "send_message")).toBe("Enviar Mensagem");
  // A name that happens to be one of our words stays as it was typed.
  expect(said("name", "off")).toBe("off");
  expect(said("closing_text", null)).toBe("nada");
  expect(said("members", [])).toBe("nada");
});

test("a place is said in words, and one without a word by its key", () => {
  expect(pathWords(["quiet", "from_minute"], text)).toBe("Horário silencioso › Das");
  expect(pathWords(["something_new"], text)).toBe("something_new");
});
