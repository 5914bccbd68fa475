import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { text } from "../text";
import { Fence } from "./router";

function Part({ breaks }: { breaks: boolean }) {
  if (breaks) throw new Error("defeito");
  return <p>inteira</p>;
}

test("what broke is tried again with other words in the address, and not before", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const fence = (within: object, breaks: boolean) => (
    <Fence within={within}>
      <Part breaks={breaks} />
    </Fence>
  );
  const filter = { q: "ana" };
  const { rerender } = render(fence(filter, true));
  expect(screen.getByText(text("shell.broken"))).toBeTruthy();
  rerender(fence(filter, false));
  expect(screen.queryByText("inteira")).toBeNull();
  rerender(fence({ q: "bia" }, false));
  expect(screen.getByText("inteira")).toBeTruthy();
});
