// One option of the settings: its name, what it does in one sentence, its control, and whether it is still as delivered.
import { RotateCcw } from "lucide";
import { createContext, useContext, useState } from "react";
import { IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { matches } from "../../parts/match";
import { useText } from "../../text";

/** What is typed in the search of the settings; empty shows everything of the open section. */
export const SearchedFor = createContext("");

type OptionProps = {
  label: string;
  /** What it does. */
  effect?: React.ReactNode;
  /** Words that also find it. */
  also?: string;
  /** Present for what has a default: whether it is that now, and how to go back. */
  standard?: { now: boolean; restore: () => void };
  disabled?: boolean;
  error?: string | null;
  children?: React.ReactNode;
  /** The control takes the whole width, below the words. */
  wide?: boolean;
};

export function Option({ label, effect, also = "", standard, disabled, error, children, wide = false }: OptionProps) {
  const t = useText();
  const searched = useContext(SearchedFor);
  const fits = searched === "" || matches(`${label} ${typeof effect === "string" ? effect : ""} ${also}`, searched);
  const [met, setMet] = useState(fits);
  if (fits && !met) setMet(true);
  if (!met) return null;
  return (
    <div
      data-option={fits || undefined}
      // Not taken away once it was there: what is half typed in it is still to be finished.
      hidden={!fits}
      className={cx(
        "flex border-hairline py-4 has-[~[data-option]]:border-b",
        wide ? "flex-col gap-3" : "flex-wrap items-start justify-between gap-x-8 gap-y-2",
      )}
    >
      <div className={wide ? "min-w-0" : "min-w-0 flex-1 basis-72"}>
        <p className="flex items-center gap-2 font-medium">
          {label}
          {standard?.now && <span className="text-small font-normal text-faint">{t("settings.standard")}</span>}
          {standard && !standard.now && !disabled && (
            <IconButton icon={RotateCcw} small label={t("settings.restore", { label })} onPress={standard.restore} />
          )}
        </p>
        {effect && <p className="mt-0.5 max-w-[60ch] text-pretty text-muted">{effect}</p>}
      </div>
      <div className={wide ? "min-w-0" : "flex max-w-full flex-none flex-col items-end"}>
        {children}
        {error && <p className="mt-1 text-small text-danger">{error}</p>}
      </div>
    </div>
  );
}
