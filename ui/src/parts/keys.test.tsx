import { fireEvent, render } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { allowSingleKeys, comboOf, comboWords, useCombo } from "./keys";

function Listener({ combo, run }: { combo: string; run: () => void }) {
  useCombo(combo, run);
  return <input aria-label="campo" />;
}

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("a key is what is printed on it, and Shift is named only where it is not already visible", () => {
  expect([
    comboOf({ ...plain, key: "?", shiftKey: true }),
    comboOf({ ...plain, key: "E", shiftKey: true }),
    comboOf({ ...plain, key: "k", ctrlKey: true }),
    comboOf({ ...plain, key: "k", metaKey: true }),
    comboOf({ ...plain, key: "ArrowDown", shiftKey: true }),
  ]).toEqual(["?", "Shift+e", "Ctrl+k", "Ctrl+k", "Shift+ArrowDown"]);
  expect(["Ctrl+k", "g f", "Shift+e", "ArrowDown"].map(comboWords)).toEqual(["Ctrl K", "G F", "⇧ E", "↓"]);
});

test("a sequence of two letters runs once, and a letter alone does not", () => {
  const run = vi.fn();
  render(<Listener combo="g f" run={run} />);
  fireEvent.keyDown(document.body, { key: "f" });
  expect(run).toHaveBeenCalledTimes(0);
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "f" });
  fireEvent.keyDown(document.body, { key: "f" });
  expect(run).toHaveBeenCalledTimes(1);
});

test("letters typed into a field are text; Ctrl combinations still work there", () => {
  const letter = vi.fn();
  const palette = vi.fn();
  const { getAllByLabelText } = render(
    <>
      <Listener combo="r" run={letter} />
      <Listener combo="Ctrl+k" run={palette} />
    </>,
  );
  const field = getAllByLabelText("campo")[0] as HTMLElement;
  fireEvent.keyDown(field, { key: "r" });
  fireEvent.keyDown(field, { key: "k", ctrlKey: true });
  expect([letter.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
});

test("single keys can be turned off", () => {
  const run = vi.fn();
  render(<Listener combo="e" run={run} />);
  allowSingleKeys(false);
  fireEvent.keyDown(document.body, { key: "e" });
  allowSingleKeys(true);
  fireEvent.keyDown(document.body, { key: "e" });
  expect(run).toHaveBeenCalledTimes(1);
});

test("the newest listener of a key wins and gives it back when it goes", () => {
  const older = vi.fn();
  const newer = vi.fn();
  render(<Listener combo="m" run={older} />);
  const second = render(<Listener combo="m" run={newer} />);
  fireEvent.keyDown(document.body, { key: "m" });
  second.unmount();
  fireEvent.keyDown(document.body, { key: "m" });
  expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([1, 1]);
});
