import { fireEvent, render, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { text, useText } from "../text";
import { FormDialog } from "./Dialog";
import { NumberField, TextField } from "./Field";
import { missing } from "./missing";

function Form({ onSave = () => undefined, onClose = () => undefined }: { onSave?: () => void; onClose?: () => void }) {
  const t = useText();
  const [name, setName] = useState("");
  return (
    <FormDialog title="Etapa" holds={name} onClose={onClose} onSave={onSave} missing={missing(t, [["Nome", name]])}>
      <TextField label="Nome" value={name} onChange={setName} required />
    </FormDialog>
  );
}

test("a form that cannot be saved says what is missing, and saves once it is there", () => {
  const onSave = vi.fn();
  const { getByRole, getByText, queryByText } = render(<Form onSave={onSave} />);
  getByText("Falta preencher: Nome");
  const field = getByRole("textbox");
  const form = field.closest("form") as HTMLFormElement;
  fireEvent.submit(form);
  expect(onSave).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: "Triagem" } });
  expect(queryByText(/Falta preencher/)).toBeNull();
  fireEvent.submit(form);
  expect(onSave).toHaveBeenCalledOnce();
});

const esc = (within: Element) => fireEvent.keyDown(within, { key: "Escape" });

test("Esc closes a form as it opened, and asks before what was typed in it goes", () => {
  const onClose = vi.fn();
  const { getByRole, queryByText } = render(<Form onClose={onClose} />);
  const field = getByRole("textbox");
  esc(field);
  expect(onClose).toHaveBeenCalledOnce();

  fireEvent.change(field, { target: { value: "Tri" } });
  esc(field);
  expect(onClose).toHaveBeenCalledOnce();
  const question = () => within(getByRole("alertdialog"));
  fireEvent.click(question().getByRole("button", { name: text("parts.cancel") }));
  expect(queryByText(text("parts.discardText"))).toBeNull();
  expect((getByRole("textbox") as HTMLInputElement).value).toBe("Tri");

  esc(getByRole("textbox"));
  fireEvent.click(question().getByRole("button", { name: text("parts.discard") }));
  expect(onClose).toHaveBeenCalledTimes(2);
});

test("what is half typed in a number is not thrown away unasked either", () => {
  const onClose = vi.fn();
  const { getByRole, getByText } = render(
    <FormDialog title="Etapa" holds={10} onClose={onClose} onSave={() => undefined}>
      <NumberField label="Limite" value={10} onChange={() => undefined} />
    </FormDialog>,
  );
  const field = getByRole("textbox");
  fireEvent.change(field, { target: { value: "1a2" } });
  esc(field);
  expect(onClose).not.toHaveBeenCalled();
  getByText(text("parts.discardText"));
});
