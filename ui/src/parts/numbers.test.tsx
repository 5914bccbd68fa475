import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { text } from "../text";
import { FormDialog } from "./Dialog";
import { NumberField } from "./Field";
import { FieldRow } from "./FieldRow";

function Form({ onSave }: { onSave: (limit: number) => void }) {
  const [limit, setLimit] = useState(10);
  return (
    <FormDialog title="Etapa" holds={limit} onClose={() => undefined} onSave={() => onSave(limit)}>
      <NumberField label="Limite" value={limit} onChange={(next) => setLimit(next ?? 1)} min={1} max={9999} />
    </FormDialog>
  );
}

const box = () => screen.getByRole("textbox", { name: "Limite" }) as HTMLInputElement;
const save = () => userEvent.click(screen.getByRole("button", { name: text("parts.save") }));
const retype = async (typed: string) => {
  await userEvent.clear(box());
  if (typed !== "") await userEvent.type(box(), typed);
};

test("what is no number that fits stays typed, is called so, and nothing is saved by click or by Enter", async () => {
  const saved = vi.fn();
  render(<Form onSave={saved} />);
  const wrong: [string, string][] = [
    ["1a2", text("parts.notNumber", { typed: "1a2" })],
    ["abc", text("parts.notNumber", { typed: "abc" })],
    ["1,5", text("parts.notWhole", { typed: "1,5" })],
    ["", text("parts.noNumber")],
    ["0", text("parts.outOfRange", { min: "1", max: "9.999" })],
    ["99999", text("parts.outOfRange", { min: "1", max: "9.999" })],
  ];
  for (const [typed, said] of wrong) {
    await retype(typed);
    await save();
    expect([typed, box().value, document.activeElement === box()]).toEqual([typed, typed, true]);
    screen.getByText(said);
    await userEvent.keyboard("{Enter}");
    expect([typed, saved.mock.calls.length]).toEqual([typed, 0]);
  }
  await retype("1.200");
  await save();
  expect(saved).toHaveBeenCalledExactlyOnceWith(1200);
});

test("what is said of a field in a row stands below the row, and is read with the field from the start", () => {
  render(
    <FieldRow>
      <NumberField label="Limite" value={10} onChange={() => undefined} error="Menos do que há" />
      <NumberField label="Dias" value={3} onChange={() => undefined} hint="Corridos" unit="dias" />
    </FieldRow>,
  );
  const saidOf = (label: string) => {
    const ids = screen.getByRole("textbox", { name: label }).getAttribute("aria-describedby")?.split(" ") ?? [];
    return ids.map((id) => document.getElementById(id));
  };
  const [wrong] = saidOf("Limite");
  const [hint] = saidOf("Dias");
  expect([wrong?.textContent, hint?.textContent]).toEqual(["Menos do que há", "Corridos"]);
  expect(wrong?.parentElement).toBe(hint?.parentElement);
});
