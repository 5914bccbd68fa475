import { act, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { text } from "../text";
import { clearToasts, done, doneForGood, failed, ToastRegion, told, undoLast } from "./toast";

afterEach(() => act(clearToasts));

async function undo(): Promise<void> {
  await act(async () => undoLast());
}

test("an act without a way back keeps Ctrl+Z from what was done before it, and says so", async () => {
  const { getByRole, findByText } = render(<ToastRegion />);
  const older = vi.fn();
  act(() => {
    done("Ana: adiado", older);
    done("Bia: devolvido");
  });
  await undo();
  await undo();
  expect(older).not.toHaveBeenCalled();
  await findByText("Bia: devolvido");
  expect(getByRole("region").textContent).toMatch(/Bia: devolvido.*desfazer.*Bia: devolvido/);
});

test("what shows by itself and has no way back makes no notice, and keeps Ctrl+Z from what was done before it", async () => {
  const { queryAllByRole, findByRole } = render(<ToastRegion />);
  const older = vi.fn();
  act(() => {
    done("Ana: adiado", older);
    doneForGood("resposta a Ana");
  });
  expect(queryAllByRole("status").map((one) => one.textContent)).toEqual(["Ana: adiadoDesfazer"]);
  await undo();
  expect((await findByRole("alert")).textContent).toContain("resposta a Ana");
  expect(older).not.toHaveBeenCalled();
});

test("a way back that is no mere undoing has its own name", () => {
  const { getByRole } = render(<ToastRegion />);
  act(() => done("Ana: sai às 8h", vi.fn(), "Cancelar envio"));
  expect(getByRole("button", { name: "Cancelar envio" })).toBeTruthy();
});

test("with nothing to take back that is said on the screen, once", async () => {
  const { getAllByRole } = render(<ToastRegion />);
  await undo();
  await undo();
  expect(getAllByRole("status").map((one) => one.textContent)).toEqual([text("shell.nothingToUndo")]);
});

test("a name of hundreds of letters leaves room for what was done with it", () => {
  const { getByRole } = render(<ToastRegion />);
  act(() => done(`${"Ana".repeat(100)}: encerrado`));
  expect(getByRole("status").textContent).toMatch(/^AnaAna.{0,160}…(Ana)?.{0,160}: encerrado$/);
  expect(getByRole("status").textContent?.length).toBeLessThan(170);
});

test("what was taken back is said on the screen, and what only tells something is no act", async () => {
  const { getAllByRole } = render(<ToastRegion />);
  const [older, newer] = [vi.fn(), vi.fn()];
  act(() => {
    done("Ana: encerrado", older);
    done("Bia: encerrado", newer);
    told("Caio não tem nada");
    failed("Sem conexão");
  });
  await undo();
  expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([0, 1]);
  const shown = () => getAllByRole("status").map((one) => one.textContent);
  expect(shown()).not.toContain("Bia: encerrado");
  expect(shown().at(-1)).toContain("Desfeito: Bia: encerrado");
  await undo();
  expect(older).toHaveBeenCalledOnce();
});

test.each([
  ["says no", () => false],
  ["throws", () => Promise.reject(new Error("409"))],
])("an undo that %s is not called undone", async (_, refused) => {
  const { queryByText } = render(<ToastRegion />);
  act(() => done("Ana: encerrado", refused));
  await undo();
  expect(queryByText(/Desfeito/)).toBeNull();
});
