// Choose any number of a list: chips for what is chosen, a list that stays open to choose more.
import { Check, Plus, X } from "lucide";
import { Button as AriaButton, Dialog, DialogTrigger, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { cx } from "../../parts/cx";
import { optionRow, popoverBox } from "../../parts/fieldStyle";
import { Icon } from "../../parts/Icon";
import { useText } from "../../text";

export type ManyOption = { id: number; label: string; lead?: React.ReactNode };

type ManyFieldProps = {
  label: string;
  options: readonly ManyOption[];
  value: readonly number[];
  onChange: (value: number[]) => void;
  /** What no choice means: "todas". */
  none: string;
  /** Its name above it, as fields have it, and not at its side, as options have. */
  above?: boolean;
  error?: string | null;
  disabled?: boolean;
};

export function ManyField({ label, options, value, onChange, none, above = false, error, disabled }: ManyFieldProps) {
  const t = useText();
  const chosen = value.map((id) => options.find((option) => option.id === id) ?? { id, label: `#${id}` });
  return (
    <div className={above ? "flex min-w-0 flex-col gap-1" : "grid min-h-7 grid-cols-[9.5rem_1fr] items-start gap-x-3"}>
      <span className={cx("text-small font-medium text-muted", !above && "py-1 leading-5")}>{label}</span>
      <div ref={holdsRows} className="flex min-w-0 flex-wrap items-center gap-1.5">
        {chosen.length === 0 && <span className="py-1 text-faint">{none}</span>}
        {chosen.map((option) => (
          <span
            key={option.id}
            className="inline-flex h-6 max-w-56 items-center gap-1.5 rounded-tag border border-hairline bg-surface pl-2"
          >
            {option.lead}
            <span className="truncate">{option.label}</span>
            <IconButton
              icon={X}
              small
              label={t("rules.removeChoice", { name: option.label })}
              isDisabled={disabled}
              onPress={() => onChange(value.filter((id) => id !== option.id))}
            />
          </span>
        ))}
        <DialogTrigger>
          <AriaButton
            isDisabled={disabled || options.length === 0}
            aria-label={t("rules.chooseMore", { label })}
            className="inline-flex size-6 items-center justify-center rounded-tag text-faint data-disabled:opacity-40 data-hovered:bg-hover data-hovered:text-ink"
          >
            <Icon of={Plus} size={14} />
          </AriaButton>
          <Popover offset={4} placement="bottom start" className={cx(popoverBox, "max-h-72 w-60")}>
            <Dialog aria-label={label} className="outline-none">
              <ListBox
                aria-label={label}
                autoFocus="first"
                selectionMode="multiple"
                // Escape closes the list and leaves what was chosen.
                escapeKeyBehavior="none"
                selectedKeys={value.map(String)}
                onSelectionChange={(keys) =>
                  onChange(keys === "all" ? options.map((option) => option.id) : [...keys].map(Number))
                }
                className="outline-none"
              >
                {options.map((option) => (
                  <ListBoxItem key={option.id} id={String(option.id)} textValue={option.label} className={optionRow}>
                    {({ isSelected }) => (
                      <>
                        {option.lead}
                        <span className="min-w-0 flex-1 truncate">{option.label}</span>
                        <Icon of={Check} size={14} className={isSelected ? "text-accent" : "invisible"} />
                      </>
                    )}
                  </ListBoxItem>
                ))}
              </ListBox>
            </Dialog>
          </Popover>
        </DialogTrigger>
        {error && <span className="w-full text-small text-danger">{error}</span>}
      </div>
    </div>
  );
}
