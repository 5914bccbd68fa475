import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import type { SelfCheck } from "../../bindings/SelfCheck";
import { Found } from "./Check";

const ends = { planned: 9, done: 9, failed: 0, unknown: 0, skipped: 0, cancelled: 0, missed: 0, open: 0, stray: 0 };
const well: SelfCheck = { at: 0, rows: [], total: ends, strays: [], judged_again: 9, differing: 0, others: [] };

test("decisions that would be others are counted and each is named, and none where all are the same", () => {
  const { container, queryByRole, rerender } = render(<Found found={well} />);
  expect(container.textContent).toContain("9 decisões");
  expect(queryByRole("button")).toBeNull();
  const other = { execution: 7, ticket: 3, protocol: "20260302-000001", rule_name: "Follow-up", at: 0 };
  rerender(<Found found={{ ...well, differing: 1, others: [other] }} />);
  expect(container.textContent).toContain("De 9 decisões julgadas de novo, 1 seria outra");
  expect(queryByRole("button")?.textContent).toBe("20260302-000001 · Follow-up");
  rerender(<Found found={{ ...well, judged_again: 0 }} />);
  expect(container.textContent).not.toContain("julgad");
});
