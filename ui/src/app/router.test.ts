import { beforeEach, expect, test, vi } from "vitest";
import { client } from "../data";
import { type Host, lendHost, Refusal } from "../host";
import { shownAddress } from "./address";
import { openOverlay, useOverlay } from "./overlays";
import { go } from "./places";
import { askForTheFirst } from "./router";

let asked: string[] = [];

function answering(session: () => unknown): void {
  const call = async (command: string) => {
    asked.push(command);
    return command === "session" ? session() : {};
  };
  lendHost({ call, on: () => () => undefined } as unknown as Host);
}

beforeEach(() => {
  asked = [];
  client.clear();
});

test("what the first picture shows is asked for before anything of it is drawn", async () => {
  answering(() => ({ set_up: true }));
  await askForTheFirst();
  expect(asked).toEqual(["session", "board", "board_views", "directory", "status", "profiles"]);
});

test("a start at another address asks for no board", async () => {
  answering(() => ({ set_up: true }));
  go("/painel");
  await vi.waitFor(() => expect(shownAddress().path).toBe("/painel"));
  asked = [];
  await askForTheFirst();
  expect(asked).toEqual(["session", "directory", "status", "profiles"]);
});

test("what is open over a screen closes as one leaves it, and what is opened on the way stays", async () => {
  answering(() => ({ set_up: true }));
  const open = () => useOverlay.getState().open;
  openOverlay("palette");
  go("/etiquetas");
  expect([open(), shownAddress().path]).toEqual([null, "/painel"]);
  openOverlay("palette");
  await vi.waitFor(() => expect(shownAddress().path).toBe("/etiquetas"));
  expect(open()).toBe("palette");
});

test("what was asked early is let go of, whatever kind of house it is", async () => {
  for (const session of [{ set_up: true }, { set_up: false }]) {
    client.clear();
    const firstIsKnown = vi.fn(() => false);
    const call = async (command: string) => (command === "session" ? session : {});
    lendHost({ call, on: () => () => undefined, firstIsKnown } as unknown as Host);
    await askForTheFirst();
    expect(firstIsKnown).toHaveBeenCalledOnce();
  }
});

test("a house that is not set up, or shut, is asked for nothing more", async () => {
  answering(() => ({ set_up: false }));
  await askForTheFirst();
  expect(asked).toEqual(["session"]);
  client.clear();
  answering(() => {
    throw new Refusal({ code: "damaged", message: "Os dados estão danificados.", field: null, problems: [] });
  });
  await askForTheFirst();
  expect(asked).toEqual(["session", "session"]);
});
