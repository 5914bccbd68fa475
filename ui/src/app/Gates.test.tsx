import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { client } from "../data";
import { lendHost, Refusal } from "../host";
import { chosenProfile } from "../host/profile";
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

test("whoever no longer works here chooses another profile, also where a screen was open", async () => {
  // Loaded when it is wanted; here it is at hand.
  await import("./ProfileGate");
  const gone = new Refusal({ code: "forbidden", message: "Escolha um perfil ativo.", field: null, problems: [] });
  lendHost({
    runsOn: null,
    call: async (command) => {
      if (command === "profiles") return [{ id: 7, name: "Rosa", role: "supervisor" }] as never;
      throw gone;
    },
    on: () => () => undefined,
  });
  client.setQueryData(["session", {}], { set_up: true, zone: "America/Sao_Paulo" });
  render(
    <QueryClientProvider client={client}>
      <Gates>
        <p>tela</p>
      </Gates>
    </QueryClientProvider>,
  );
  expect(screen.getByText("tela")).toBeTruthy();
  await client.invalidateQueries();
  fireEvent.click(await screen.findByRole("button", { name: /Rosa/ }));
  expect(chosenProfile()).toBe(7);
});
