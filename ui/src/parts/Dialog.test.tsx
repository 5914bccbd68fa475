import { fireEvent, render } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { useText } from "../text";
import { FormDialog } from "./Dialog";
import { TextField } from "./Field";
import { missing } from "./missing";

function Form({ onSave }: { onSave: () => void }) {
  const t = useText();
  const [name, setName] = useState("");
  return (
    <FormDialog title="Etapa" onClose={() => undefined} onSave={onSave} missing={missing(t, [["Nome", name]])}>
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
