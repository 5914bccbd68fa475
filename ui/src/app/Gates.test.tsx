import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { client } from "../data";
import { clockTime, currentZone, setZone } from "../text/format";
import { Gates } from "./Gates";

const before = currentZone();
afterEach(() => {
  setZone(before);
  client.clear();
});

test("the first hour that is drawn is already one of the house's zone", () => {
  client.setQueryData(["session", {}], { set_up: true, zone: "Asia/Tokyo" });
  const Hour = () => <p>{clockTime(0)}</p>;
  render(
    <QueryClientProvider client={client}>
      <Gates>
        <Hour />
      </Gates>
    </QueryClientProvider>,
  );
  expect(screen.getByText("09:00")).toBeTruthy();
});
