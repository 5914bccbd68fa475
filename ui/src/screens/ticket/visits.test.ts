import { beforeEach, expect, test } from "vitest";
import { keepSeen, lastSeen } from "./visits";

beforeEach(() => localStorage.clear());

test("each person has read each ticket as far as they did, and no further", () => {
  expect(lastSeen(1, 7)).toBeNull();
  keepSeen(1, 7, 40);
  keepSeen(1, 8, 41);
  keepSeen(2, 7, 39);
  keepSeen(1, 7, 44);
  expect([lastSeen(1, 7), lastSeen(1, 8), lastSeen(2, 7), lastSeen(2, 8)]).toEqual([44, 41, 39, null]);
});

test("the ticket looked at longest ago is forgotten first, and what is no list is an empty one", () => {
  keepSeen(1, 1, 1);
  for (let ticket = 2; ticket <= 401; ticket += 1) keepSeen(1, ticket, ticket);
  expect([lastSeen(1, 1), lastSeen(1, 2), lastSeen(1, 401)]).toEqual([null, 2, 401]);
  localStorage.setItem("retorno.visits", "{");
  expect(lastSeen(1, 2)).toBeNull();
});
