// Fields and what belongs to them side by side. What is said of any of them stands below the row and is as wide as it: a box
// for a number has no room for a sentence.
import { createContext, useContext, useState } from "react";
import { createPortal } from "react-dom";
import { cx } from "./cx";

/** Where the words of the fields go; nothing outside of a row. */
const Below = createContext<HTMLElement | null | undefined>(undefined);

/** One within another is part of it. */
export function FieldRow({ className, children }: { className?: string; children: React.ReactNode }) {
  const within = useContext(Below) !== undefined;
  const [below, setBelow] = useState<HTMLElement | null>(null);
  const row = cx("flex min-w-0", className ?? "items-start gap-2");
  if (within) return <div className={row}>{children}</div>;
  return (
    <Below value={below}>
      <div className="flex min-w-0 max-w-full flex-col gap-1">
        <div className={row}>{children}</div>
        <div ref={setBelow} className="flex w-0 min-w-full flex-col gap-1 wrap-anywhere empty:hidden" />
      </div>
    </Below>
  );
}

/** What is said of a field, under it or under the row it stands in. */
export function Foot({ children }: { children: React.ReactNode }) {
  const below = useContext(Below);
  return below ? createPortal(children, below) : children;
}
