import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Settings } from "../../bindings/Settings";
import { client } from "../../data";
import { type Host, lendHost } from "../../host";
import { text } from "../../text";
import { CountField } from "./CountField";
import type { Edited } from "./draft";
import { Holidays } from "./Holidays";
import { forgetHalves } from "./halves";
import { Option, SearchedFor } from "./Option";
import { SpanField } from "./SpanField";

const settings = { national_holidays: true } as Settings;
const edited = { settings, defaults: settings, disabled: false, set: () => undefined } as unknown as Edited;

function Searched({ value, children }: { value: string; children: React.ReactNode }) {
  return (
    <QueryClientProvider client={client}>
      <SearchedFor value={value}>{children}</SearchedFor>
    </QueryClientProvider>
  );
}

beforeEach(() => {
  const answers: Record<string, unknown> = {
    session: { may: ["save_holiday", "import_holidays"] },
    holidays: { days: [] },
  };
  const call = async (command: string) => answers[command];
  lendHost({ call, on: () => () => undefined } as unknown as Host);
});
afterEach(() => client.clear());

const holiday = () => screen.getByLabelText(text("settings.holidayName")) as HTMLInputElement;
const settled = () => act(async () => undefined);

test("a half-typed holiday is there after a search that hid it, and after a look at something else", async () => {
  const holidays = <Holidays edited={edited} />;
  const { rerender } = render(<Searched value="">{holidays}</Searched>);
  await settled();
  fireEvent.change(holiday(), { target: { value: "Aniversário da ci" } });
  rerender(<Searched value="nacionais">{holidays}</Searched>);
  expect(document.querySelectorAll("[data-option]")).toHaveLength(1);
  rerender(<Searched value="">{holidays}</Searched>);
  expect(holiday().value).toBe("Aniversário da ci");
  rerender(<Searched value="">{null}</Searched>);
  rerender(<Searched value="">{holidays}</Searched>);
  await settled();
  expect(holiday().value).toBe("Aniversário da ci");
});

test("what was typed in an option that a search hides is still there, and one nobody has seen is not made for it", () => {
  const options = ["Tema", "Idioma"].map((label) => (
    <Option key={label} label={label}>
      <input aria-label={label} />
    </Option>
  ));
  const typed = () => screen.getAllByRole("textbox", { hidden: true }).map((one) => (one as HTMLInputElement).value);
  const { rerender } = render(<Searched value="tema">{options}</Searched>);
  fireEvent.change(screen.getByLabelText("Tema"), { target: { value: "esc" } });
  expect(typed()).toEqual(["esc"]);
  rerender(<Searched value="idioma">{options}</Searched>);
  expect([typed(), screen.getAllByRole("textbox")]).toEqual([["esc", ""], [screen.getByLabelText("Idioma")]]);
  rerender(<Searched value="">{options}</Searched>);
  expect(typed()).toEqual(["esc", ""]);
});

test("half an amount stays typed while something else is searched, and another setting takes its place", () => {
  const field = (value: number) => (
    <SpanField label="Espera" value={value} onChange={() => undefined} choices={["min", "h"]} />
  );
  const { rerender } = render(<Searched value="">{field(600_000)}</Searched>);
  const amount = () => screen.getByRole("textbox") as HTMLInputElement;
  expect(amount().value).toBe("10");
  fireEvent.change(amount(), { target: { value: "1," } });
  rerender(<Searched value="fila">{field(600_000)}</Searched>);
  expect(amount().value).toBe("1,");
  rerender(<Searched value="">{field(1_200_000)}</Searched>);
  expect(amount().value).toBe("20");
});

test("half an amount is there after a look at another section, unless the setting became another", () => {
  const field = (value: number) => (
    <SpanField label="Carência" value={value} onChange={() => undefined} choices={["min", "h"]} />
  );
  const amount = () => (screen.getByRole("textbox") as HTMLInputElement).value;
  const { rerender } = render(field(600_000));
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "," } });
  rerender(<p>Feriados</p>);
  rerender(field(600_000));
  expect(amount()).toBe(",");
  rerender(<p>Feriados</p>);
  rerender(field(1_200_000));
  expect(amount()).toBe("20");
});

test("a number counts as it is typed, and what does not fit is there after a look at another section", () => {
  let kept = 3;
  const field = () => (
    <CountField
      label="Por contato"
      value={kept}
      onChange={(next) => {
        kept = next;
      }}
      min={1}
      max={1000}
    />
  );
  const { rerender } = render(field());
  const box = () => screen.getByRole("textbox") as HTMLInputElement;
  const leaveAfter = (typed: string) => {
    fireEvent.change(box(), { target: { value: typed } });
    rerender(<p>Feriados</p>);
    rerender(field());
    return [kept, box().value, box().getAttribute("aria-invalid")];
  };
  expect(leaveAfter("25")).toEqual([25, "25", null]);
  expect(leaveAfter("")).toEqual([25, "", "true"]);
  expect(leaveAfter("99.999")).toEqual([25, "99.999", "true"]);
  act(forgetHalves);
  expect(box().value).toBe("25");
});
