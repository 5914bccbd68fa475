import { cleanup, render } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, expect, test } from "vitest";
import { useSlots } from "./slots";

afterEach(cleanup);

function List({ names, reuse }: { names: readonly string[]; reuse: boolean }) {
  const root = useRef<HTMLUListElement>(null);
  const slotOf = useSlots(
    names.map((key) => ({ key })),
    reuse ? root : undefined,
  );
  return (
    <ul ref={root}>
      {names.map((name) => (
        <li key={slotOf(name)}>
          <button type="button" id={name}>
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

const rows = (root: HTMLElement) => [...root.querySelectorAll("li")];
const say = (root: HTMLElement) => rows(root).map((row) => row.textContent);

test("rows that replace all others take over their elements, in their own order and with their own words", () => {
  const { container, rerender } = render(<List names={["a", "b", "c"]} reuse />);
  const before = rows(container);
  rerender(<List names={["x", "y", "z", "w"]} reuse />);
  expect(say(container)).toEqual(["x", "y", "z", "w"]);
  expect(rows(container).filter((row) => before.includes(row))).toHaveLength(3);
  rerender(<List names={["y", "k", "l"]} reuse />);
  expect(say(container)).toEqual(["y", "k", "l"]);
});

test("an element goes with its row while any row of before is left, while one has the focus, and where nobody said so", () => {
  const { container, rerender } = render(<List names={["a", "b", "c"]} reuse />);
  const [a, b] = rows(container);
  rerender(<List names={["b", "x", "y"]} reuse />);
  expect(rows(container)[0]).toBe(b);
  expect(rows(container)).not.toContain(a);
  document.getElementById("x")?.focus();
  rerender(<List names={["k", "l"]} reuse />);
  expect(say(container)).toEqual(["k", "l"]);
  expect(document.activeElement).toBe(document.body);

  const plain = render(<List names={["a", "b"]} reuse={false} />);
  const first = rows(plain.container);
  plain.rerender(<List names={["x", "y"]} reuse={false} />);
  expect(rows(plain.container).some((row) => first.includes(row))).toBe(false);
});
