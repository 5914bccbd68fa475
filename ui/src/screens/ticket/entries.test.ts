import { expect, test } from "vitest";
import type { Conversation } from "../../bindings/Conversation";
import type { MessageView } from "../../bindings/MessageView";
import { entriesOf, heightRem, isAutomaticReply } from "./entries";

const minute = 60_000;
const dayOf = (at: number) => String(Math.floor(at / (24 * 60 * minute)));

function message(id: number, at: number, side: MessageView["side"] = "customer"): MessageView {
  return {
    id,
    side,
    author: null,
    origin: null,
    rule: null,
    subject: "",
    text: "",
    attachments: [],
    at,
    state: "received",
    detail: "",
    leaves_at: null,
    history: false,
    counts: side === "customer",
  };
}

const page = (messages: MessageView[], events: Conversation["events"] = []): Conversation => ({
  messages,
  events,
  earlier: null,
});
const shape = (pages: Conversation[]) =>
  entriesOf(pages, dayOf).map((entry) =>
    entry.kind === "message" && entry.follows ? `${entry.key} follows` : entry.key,
  );

test("pages join into one line from the oldest to the newest, with what happened in its place", () => {
  const newest = page(
    [message(3, 20 * minute), message(4, 40 * minute)],
    [{ id: 9, at: 30 * minute, event: "entered", user: null, rule: null, detail: null }],
  );
  const older = page([message(1, 0), message(2, 10 * minute)]);
  expect(shape([newest, older])).toEqual(["d0", "m1", "m2", "m3", "e9", "m4"]);
});

test("a new day is marked and breaks a run of messages", () => {
  const midnight = 24 * 60 * minute;
  expect(
    shape([page([message(1, midnight - minute), message(2, midnight + minute), message(3, midnight + 2 * minute)])]),
  ).toEqual(["d0", "m1", "d1", "m2", "m3 follows"]);
});

test("a run ends with another side or five minutes", () => {
  expect(
    shape([
      page([message(1, 0), message(2, minute), message(3, 2 * minute, "human"), message(4, 8 * minute, "human")]),
    ]),
  ).toEqual(["d0", "m1", "m2 follows", "m3", "m4"]);
});

test("an entry on two pages is shown once", () => {
  expect(shape([page([message(2, minute)]), page([message(1, 0), message(2, minute)])])).toEqual([
    "d0",
    "m1",
    "m2 follows",
  ]);
});

test("an automatic reply stands apart from the words of the customer", () => {
  const away = { ...message(2, minute), counts: false };
  const before = { ...message(1, 0), counts: false, history: true };
  expect([away, before, message(3, 2 * minute)].map(isAutomaticReply)).toEqual([true, false, false]);
  expect(shape([page([message(1, 0), away, message(3, 2 * minute)])])).toEqual(["d0", "m1", "m2", "m3"]);
});

test("the line of the last visit stands before the first word of somebody else since then", () => {
  const mine = { ...message(3, 2 * minute, "human"), author: 9 };
  const all = [message(1, 0), message(2, minute), mine, message(4, 3 * minute), message(5, 4 * minute)];
  const keys = (since: number, upto: number, earlier: string | null = null) =>
    entriesOf([{ ...page(all), earlier }], dayOf, { me: 9, since, upto }).map((entry) => entry.key);
  expect(keys(2, 5)).toEqual(["d0", "m1", "m2", "m3", "new", "m4", "m5"]);
  expect(keys(0, 5)).toEqual(["d0", "new", "m1", "m2", "m3", "m4", "m5"]);
  expect(keys(0, 5, "older"), "it may stand further up").not.toContain("new");
  expect(keys(5, 5)).not.toContain("new");
  expect(keys(4, 4), "what comes in while one looks is not since the last visit").not.toContain("new");
});

test("how high a line will be is known before it is drawn: by what it is, who spoke before and how much is said", () => {
  const high = (text: string, follows = false, side: MessageView["side"] = "human", subject = "") =>
    heightRem({ kind: "message", key: "m1", at: 0, message: { ...message(1, 0, side), text, subject }, follows });
  expect(high("Oi")).toBe(5);
  expect(high("a".repeat(100))).toBe(6.25);
  expect(high("um\n\ndois")).toBe(7.5);
  expect(high("Oi", true)).toBe(3.375);
  expect(high("Oi", false, "customer", "Pedido")).toBe(6);
  expect(heightRem({ kind: "day", key: "d0", at: 0 })).toBe(2);
});
