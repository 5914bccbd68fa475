// What is typed in a field and means nothing: it stays as it was typed, says so beside itself, and nothing is saved past it.

/** What the box of such a field wears. */
export function unfit(is: boolean): { "data-unfit"?: true } {
  return is ? { "data-unfit": true } : {};
}

/** The first of them takes the focus: whoever wanted to save is stopped by it. */
export function halted(form: Element | null): boolean {
  const box = form?.querySelector<HTMLElement>("[data-unfit]");
  if (!box) return false;
  const field = box.querySelector<HTMLElement>("input, [role=spinbutton]");
  box.scrollIntoView({ block: "center" });
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
  return true;
}
