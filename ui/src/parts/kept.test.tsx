import { fireEvent, render } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, expect, test } from "vitest";
import { forgetKept, useKept, useKeptScroll } from "./kept";

afterEach(forgetKept);

function List({ ready }: { ready: boolean }) {
  const root = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useKept<string | null>("current", null);
  useKeptScroll(root, "list", ready);
  return (
    <div ref={root} data-testid="list">
      <button type="button" onClick={() => setCurrent("7")}>
        {current ?? "none"}
      </button>
    </div>
  );
}

test("a list that is left is found where it was, however late its rows come, and with the same row current", () => {
  const first = render(<List ready />);
  first.getByTestId("list").scrollTop = 600;
  fireEvent.scroll(first.getByTestId("list"));
  first.getByRole("button").click();
  first.unmount();
  // Left again before its rows were there: nothing is lost by that.
  render(<List ready={false} />).unmount();
  const again = render(<List ready={false} />);
  const list = again.getByTestId("list");
  expect([list.scrollTop, list.textContent]).toEqual([0, "7"]);
  again.rerender(<List ready />);
  expect(list.scrollTop).toBe(600);
});
