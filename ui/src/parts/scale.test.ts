import { expect, test } from "vitest";
import { roomOf } from "./scale";

test("the same window is narrower the larger its text is", () => {
  const rooms = [80, 100, 125, 150].map((scale) => roomOf(1280 / ((16 * scale) / 100)));
  expect(rooms).toEqual(["wide", "wide", "middle", "narrow"]);
});
