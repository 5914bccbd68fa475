import { expect, test } from "vitest";
import type { Topic } from "../bindings/Topic";
import { isStale } from "./stale";

test("a change makes stale what reads its topics and nothing else", () => {
  const change = { topics: ["rules" as const], tickets: [] };
  expect(["rules", "board", "notices", "text_variables"].filter((command) => isStale([command, {}], change))).toEqual([
    "rules",
  ]);
});

test("what is shown of a change of the house is asked again after the next one, and a list of waits after an answer", () => {
  const asked = (topic: Topic) =>
    (["rule_versions", "audit", "overdue_of_rule", "find_contacts", "rule_templates"] as const).filter((command) =>
      isStale([command, {}], { topics: [topic], tickets: [] }),
    );
  expect([asked("rules"), asked("people"), asked("tickets")]).toEqual([
    ["rule_versions", "audit", "overdue_of_rule"],
    ["audit"],
    ["overdue_of_rule", "find_contacts"],
  ]);
});

test("the open ticket is asked again only if it is the one that changed", () => {
  const change = { topics: ["tickets" as const, "messages" as const], tickets: [7] };
  expect([
    isStale(["conversation", { ticket: 7 }], change),
    isStale(["conversation", { ticket: 8 }], change),
    isStale(["board", {}], change),
  ]).toEqual([true, false, true]);
});

test("a change of the house concerns every ticket", () => {
  const change = { topics: ["settings" as const, "tickets" as const], tickets: [7] };
  expect(isStale(["forecast", { ticket: 8 }], change)).toBe(true);
});
