import { fireEvent, render } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { type DropRule, edgePull, watchDrag } from "./drag";

let under: Element | null = null;

beforeEach(() => {
  under = null;
  document.elementFromPoint = () => under;
  document.documentElement.setPointerCapture = () => undefined;
  document.documentElement.hasPointerCapture = () => false;
});

function stage(refuse: DropRule<string>["refuse"] = () => null) {
  const rule = { refuse, drop: vi.fn(), end: vi.fn() };
  const view = render(
    <>
      <div
        data-testid="card"
        onPointerDown={(event) => watchDrag(event, () => ({ load: "t1", title: "João", count: 2 }), rule)}
      >
        <button type="button">dentro</button>
      </div>
      <div data-testid="target" data-drop="proposta" />
    </>,
  );
  const card = view.getByTestId("card");
  const target = view.getByTestId("target");
  const at = (x: number) => ({ pointerId: 1, button: 0, pointerType: "mouse", clientX: x, clientY: 0 });
  return { rule, card, target, at, button: view.getByText("dentro") };
}

const ghost = () => document.querySelector(".drag-ghost");

test("a press of less than five pixels is a click, not a drag", () => {
  const { rule, card, at } = stage();
  fireEvent.pointerDown(card, at(0));
  fireEvent.pointerMove(window, at(4));
  fireEvent.pointerUp(window, at(4));
  expect([ghost(), rule.drop.mock.calls.length, rule.end.mock.calls.length]).toEqual([null, 0, 0]);
});

test("a drag carries its count and lands on what lies under the pointer", () => {
  const { rule, card, target, at } = stage();
  fireEvent.pointerDown(card, at(0));
  under = target;
  fireEvent.pointerMove(window, at(9));
  expect([ghost()?.textContent, target.dataset.dropState]).toEqual(["João2", "ok"]);
  fireEvent.pointerUp(window, at(9));
  expect(rule.drop.mock.calls).toEqual([["proposta", "t1"]]);
  expect([ghost(), target.dataset.dropState, rule.end.mock.calls.length]).toEqual([null, undefined, 1]);
});

test("a target that refuses says why and takes nothing", () => {
  const { rule, card, target, at } = stage(() => "Coluna bloqueada");
  fireEvent.pointerDown(card, at(0));
  under = target;
  fireEvent.pointerMove(window, at(9));
  expect([ghost()?.querySelector("p")?.textContent, target.dataset.dropState]).toEqual(["Coluna bloqueada", "refused"]);
  fireEvent.pointerUp(window, at(9));
  expect(rule.drop).not.toHaveBeenCalled();
});

test.each([
  ["Esc", () => fireEvent.keyDown(window, { key: "Escape" })],
  ["a lost pointer", () => fireEvent.pointerCancel(window, { pointerId: 1 })],
  ["another window", () => fireEvent.blur(window)],
])("%s cancels a drag and leaves nothing behind", (_, cancel) => {
  const { rule, card, target, at } = stage();
  fireEvent.pointerDown(card, at(0));
  under = target;
  fireEvent.pointerMove(window, at(9));
  cancel();
  fireEvent.pointerUp(window, at(9));
  expect([ghost(), target.dataset.dropState, document.documentElement.dataset.dragging]).toEqual([
    null,
    undefined,
    undefined,
  ]);
  expect([rule.drop.mock.calls.length, rule.end.mock.calls.length]).toEqual([0, 1]);
});

test("a press on a button inside a card is the button's", () => {
  const { rule, button, at } = stage();
  fireEvent.pointerDown(button, at(0));
  fireEvent.pointerMove(window, at(90));
  expect([ghost(), rule.end.mock.calls.length]).toEqual([null, 0]);
});

test("scrolling pulls harder nearer the edge and not at all in the middle", () => {
  expect([0, 24, 48, 300, 552, 576, 600].map((at) => edgePull(at, 0, 600))).toEqual([-18, -9, 0, 0, 0, 9, 18]);
});
