import { expect, test } from "vitest";
import { previewGap } from "./preview";

test("what is written is never said to be missing: it is wrong, or there is nobody to fill it in with", () => {
  const problems = [{ field: "text", message: "Troque {{nada}}.", line: null }];
  expect([
    previewGap(" ", undefined),
    previewGap(" ", { text: "Olá, Ana", problems: [], ticket: 1 }),
    previewGap("Olá", undefined),
    previewGap("Olá", { text: "Olá", problems: [], ticket: 1 }),
    previewGap("{{nada}}", { text: null, problems, ticket: null }),
    previewGap("Olá", { text: null, problems: [], ticket: null }),
  ]).toEqual(["rules.previewEmpty", "rules.previewEmpty", null, null, "rules.previewWrong", "rules.previewNobody"]);
});
