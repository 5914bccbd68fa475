import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Arriving } from "../../bindings/Arriving";
import { client } from "../../data";
import { type Host, lendHost } from "../../host";
import { ArrivingStrip } from "./Arriving";

test("whoever arrives without a name is called by the protocol, where he opens and where he moves", () => {
  lendHost({ call: () => new Promise(() => undefined), on: () => () => undefined } as unknown as Host);
  const arriving: Arriving = {
    ticket: 7,
    protocol: "2026-7",
    contact_name: "",
    technician: null,
    at: Date.now() + 60_000,
  };
  const { getAllByRole } = render(
    <QueryClientProvider client={client}>
      <ArrivingStrip arriving={[arriving]} wait={600_000} mode="automatic" />
    </QueryClientProvider>,
  );
  const [opens, moves] = getAllByRole("button");
  expect(opens?.textContent).toContain("Sem nome · 2026-7");
  expect(moves?.getAttribute("aria-label")).toContain("Sem nome · 2026-7");
});
