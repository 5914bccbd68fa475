// A line that opens to what stands behind it.
import { ChevronDown } from "lucide";
import { useState } from "react";
import { cx } from "./cx";
import { Icon } from "./Icon";

type FoldProps = {
  /** Always shown. */
  line: React.ReactNode;
  /** Shown while it is open. */
  children: React.ReactNode;
  /** Of the line: its height, its room and its colour. */
  className?: string;
};

export function Fold({ line, children, className }: FoldProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        data-mark="inside"
        onClick={() => setOpen(!open)}
        className={cx("flex w-full items-center text-left transition-colors hover:bg-hover", className)}
      >
        {line}
        <Icon of={ChevronDown} size={14} className={cx("text-faint transition-transform", open && "rotate-180")} />
      </button>
      {open && children}
    </>
  );
}
