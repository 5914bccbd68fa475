import { expect, test, vi } from "vitest";
import { type Host, lendHost } from "../host";
import { fetchTheRest } from "../parts/later";
import { speakOutside } from "./outside";
import { setPrefs } from "./prefs";

test("the icon is told the language once the page is calm, and each other one at once", async () => {
  const change = vi.fn(async () => ({ at_login: false, quiet: false, sound: true }));
  lendHost({ computer: { change, read: change } } as unknown as Host);
  speakOutside();
  expect(change).not.toHaveBeenCalled();
  fetchTheRest();
  await vi.waitFor(() => expect(change).toHaveBeenCalledOnce());
  setPrefs({ theme: "dark" });
  setPrefs({ language: "es" });
  expect(change.mock.calls).toEqual([[{ language: "pt-BR" }], [{ language: "es" }]]);
});
