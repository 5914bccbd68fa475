import { expect, test } from "vitest";
import type { TicketView } from "../bindings/TicketView";
import { text } from "../text";
import { named, nameOf } from "./name";

const view = (contact_name: string, address: string | null) =>
  ({ card: { contact_name, protocol: "2026-7" }, contact: { address } }) as TicketView;

test("whoever has no name is called by the address where that is known, else by the protocol", () => {
  const called = (name: string, address: string | null) => named(view(name, address), text).card.contact_name;
  expect([called("Ana", "a@b.c"), called(" ", "a@b.c"), called("", null)]).toEqual([
    "Ana",
    "a@b.c",
    "Sem nome · 2026-7",
  ]);
  expect(nameOf(view("", "a@b.c").card, text)).toBe("Sem nome · 2026-7");
});
