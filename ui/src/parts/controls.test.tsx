import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Trash2 } from "lucide";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { Announcer } from "./announce";
import { Button, IconButton } from "./Button";
import { Segments } from "./Segments";
import { Tabs } from "./Tabs";
import { TipLayer } from "./Tip";
import { Checkbox, Radios, Switch, WhyOff } from "./Toggle";

test("a press is the button's alone: neither its row nor the keys of the window hear of it", async () => {
  const pressed = vi.fn();
  const row = vi.fn();
  const keys = vi.fn();
  window.addEventListener("keydown", keys);
  render(
    // biome-ignore lint/a11y/noStaticElementInteractions: a row
    <div onClick={row} onKeyDown={row} onPointerDown={row}>
      <Button onPress={pressed}>Encerrar</Button>
    </div>,
  );
  await userEvent.click(screen.getByRole("button"));
  await userEvent.keyboard("{Enter} ");
  expect([pressed.mock.calls.length, row.mock.calls.length, keys.mock.calls.length]).toEqual([3, 0, 0]);
  await userEvent.keyboard("x");
  expect(keys).toHaveBeenCalledOnce();
  window.removeEventListener("keydown", keys);
});

test("a button that waits keeps the focus and does nothing", async () => {
  const pressed = vi.fn();
  render(
    <Button isPending onPress={pressed}>
      Salvar
    </Button>,
  );
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  await userEvent.click(screen.getByRole("button"));
  expect([pressed.mock.calls.length, document.activeElement]).toEqual([0, screen.getByRole("button")]);
});

test("a button that is off is reached all the same and says why, by key and by pointer, and does nothing", async () => {
  const pressed = vi.fn();
  const sent = vi.fn((event: React.FormEvent) => event.preventDefault());
  render(
    <form onSubmit={sent}>
      <Button type="submit" refused="O cliente não deve resposta" onPress={pressed}>
        Mover
      </Button>
      <IconButton icon={Trash2} label="Excluir" keys="E" refused="Só quem lidera exclui" onPress={pressed} />
      <TipLayer />
      <Announcer />
    </form>,
  );
  const [move, drop] = screen.getAllByRole("button");
  const said = () => [screen.queryByRole("tooltip")?.textContent, document.querySelector("[aria-live]")?.textContent];
  await userEvent.tab();
  expect([document.activeElement, move?.getAttribute("aria-disabled")]).toEqual([move, "true"]);
  await userEvent.keyboard("{Enter}");
  expect(said()).toEqual(["O cliente não deve resposta", "O cliente não deve resposta"]);
  await userEvent.click(drop as Element);
  expect(said()).toEqual(["Excluir: Só quem lidera exclui", "Só quem lidera exclui"]);
  expect([pressed.mock.calls.length, sent.mock.calls.length]).toEqual([0, 0]);
});

test("a switch, a box and a choice that one's role leaves off are reached and say why, and stay as they are", async () => {
  const changed = vi.fn();
  const why = "Peça a um supervisor";
  const modes = ["Sozinho", "Só avisar"].map((label) => ({ id: label, label, disabled: true }));
  render(
    <>
      <Switch label="Ligada" on={false} onChange={changed} refused={why} />
      <WhyOff value={why}>
        <Checkbox label="Sábado" on onChange={changed} disabled />
        <Radios label="Modo" value="Sozinho" onChange={changed} options={modes} />
      </WhyOff>
      <Checkbox label="Domingo" on={false} onChange={changed} disabled />
      <TipLayer />
      <Announcer />
    </>,
  );
  const tip = () => screen.queryByRole("tooltip")?.textContent;
  const heard = () => document.querySelector("[aria-live]")?.textContent;
  const controls = [
    screen.getByRole("switch", { name: "Ligada" }),
    screen.getByRole("checkbox", { name: "Sábado" }),
    screen.getByRole("radio", { name: "Sozinho" }),
  ] as HTMLInputElement[];
  for (const control of controls) {
    const before = control.checked;
    await userEvent.tab();
    expect([control, document.activeElement, control.getAttribute("aria-disabled")]).toEqual([
      control,
      control,
      "true",
    ]);
    await userEvent.keyboard(" ");
    expect([tip(), heard(), control.checked]).toEqual([why, why, before]);
    expect(control.getAttribute("aria-describedby")).toContain(screen.getByRole("tooltip").id);
    await userEvent.keyboard("{Escape}");
    await userEvent.click(control.closest("label") as Element);
    expect([tip(), control.checked]).toEqual([why, before]);
  }
  await userEvent.keyboard("{ArrowDown}");
  expect((screen.getByRole("radio", { name: "Sozinho" }) as HTMLInputElement).checked).toBe(true);
  expect(changed).not.toHaveBeenCalled();
  expect((screen.getByRole("checkbox", { name: "Domingo" }) as HTMLInputElement).disabled).toBe(true);
});

test("tabs are one stop: arrows go round and show their panel", async () => {
  function Three() {
    const [value, setValue] = useState<"a" | "b" | "c">("a");
    const tabs = (["a", "b", "c"] as const).map((id) => ({ id, label: id, panel: `panel ${id}` }));
    return <Tabs label="Vistas" value={value} onChange={setValue} tabs={tabs} />;
  }
  render(<Three />);
  await userEvent.tab();
  await userEvent.keyboard("{ArrowLeft}");
  expect([document.activeElement?.textContent, screen.getByRole("tabpanel").textContent]).toEqual(["c", "panel c"]);
  await userEvent.keyboard("{ArrowRight}{ArrowRight}");
  expect(screen.getByRole("tab", { selected: true }).textContent).toBe("b");
  // The panel holds nothing to stop at, so it is a stop itself.
  await userEvent.tab();
  expect(document.activeElement).toBe(screen.getByRole("tabpanel"));
});

test("of a segmented choice arrows only move, and a key chooses", async () => {
  const chosen = vi.fn();
  const options = [
    { id: "one", label: "Um" },
    { id: "two", label: "Dois" },
  ];
  render(<Segments label="Qual" value="one" onChange={chosen} options={options} />);
  await userEvent.tab();
  await userEvent.keyboard("{ArrowRight}");
  expect([document.activeElement?.textContent, chosen.mock.calls.length]).toEqual(["Dois", 0]);
  await userEvent.keyboard("{Enter}");
  expect(chosen).toHaveBeenCalledExactlyOnceWith("two");
});

test("a tip shows by keyboard, describes its control, and goes by Esc", async () => {
  render(
    <>
      <IconButton icon={Trash2} label="Excluir" keys="E" />
      <TipLayer />
    </>,
  );
  const button = screen.getByRole("button", { name: "Excluir" });
  vi.spyOn(button, "matches").mockImplementation((selector) => selector === ":focus-visible");
  fireEvent.focusIn(button);
  expect([screen.getByRole("tooltip").textContent, button.getAttribute("aria-describedby")]).toEqual([
    "ExcluirE",
    screen.getByRole("tooltip").id,
  ]);
  fireEvent.keyDown(button, { key: "Escape" });
  expect([screen.queryByRole("tooltip"), button.hasAttribute("aria-describedby")]).toEqual([null, false]);
});
