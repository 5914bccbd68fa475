import { render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { type Language, speak } from "../text";
import { WrongClock } from "./ClockStrip";

const hour = 3_600_000;

afterEach(() => speak("pt-BR"));

function said(ahead: number): string {
  const { getByRole, unmount } = render(<WrongClock ahead={ahead} name="Loja" />);
  const text = getByRole("alert").textContent ?? "";
  unmount();
  return text;
}

test("one sentence says which way the clock is wrong, how much, what is held and what to do", async () => {
  expect([said(-3 * hour), said(2 * hour + 60_000)]).toEqual([
    "O relógio deste computador está pelo menos 3 h atrasado em relação ao de Loja: mensagens automáticas a clientes estão paradas e o resto segue. Acerte a data e a hora do computador; elas voltam sozinhas.",
    "O relógio deste computador está pelo menos 2 h 1 min adiantado em relação ao de Loja: mensagens automáticas a clientes estão paradas e o resto segue. Acerte a data e a hora do computador; elas voltam sozinhas.",
  ]);
});

test.each(["en", "es"] satisfies Language[])("it is said in %s too", async (language) => {
  await speak(language);
  const [behind, ahead] = [said(-3 * hour), said(3 * hour)];
  expect(behind).not.toBe(ahead);
  for (const text of [behind, ahead]) expect(text).toMatch(/3 h .*Loja/);
});
