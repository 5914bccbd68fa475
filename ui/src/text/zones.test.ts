import { expect, test } from "vitest";
import { zonesApart } from "./zones";

const noon = Date.UTC(2026, 2, 2, 15, 0);

test("a computer whose clock shows the team's hour is not told of", () => {
  expect(zonesApart(noon, "America/Sao_Paulo", "America/Sao_Paulo")).toBeNull();
  expect(zonesApart(noon, "America/Sao_Paulo", "America/Bahia")).toBeNull();
});

test("a zone that this computer does not know yet is no reason to show nothing at all", () => {
  expect(zonesApart(noon, "America/Ainda_Nao", "Europe/Lisbon")).toBeNull();
});

test("a computer in another zone is told of with both hours", () => {
  const apart = zonesApart(noon, "America/Sao_Paulo", "Europe/Lisbon");
  expect(apart?.here).toBe("Lisbon");
  expect(apart?.house).toBe("Sao Paulo");
  expect(apart?.hereTime).toContain("15:00");
  expect(apart?.houseTime).toContain("12:00");
  // The same hour of another day is another hour.
  expect(zonesApart(noon, "Pacific/Niue", "Pacific/Tongatapu")).not.toBeNull();
});
