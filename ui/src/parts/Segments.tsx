// The segmented choice of a toolbar: a few exclusive views of the same thing, and one tab stop for all of them.
import { announce } from "./announce";
import { cx } from "./cx";
import { type Glyph, Icon } from "./Icon";
import { stepTo } from "./roving";
import { tipped } from "./Tip";

type ChoiceProps<Id extends string | number> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  options: readonly { id: Id; label: React.ReactNode; icon?: Glyph; name?: string }[];
  /** Why none can be chosen now: they can be reached all the same, to be told so. */
  refused?: string | null;
  className?: string;
  /** Of each choice. */
  choiceClass: string;
  children?: React.ReactNode;
};

/** Arrows move, space or Enter choose. */
export function OneOf<Id extends string | number>(props: ChoiceProps<Id>) {
  const { label, value, onChange, options, refused, className, choiceClass, children } = props;
  const known = options.some((option) => option.id === value);
  return (
    <div role="radiogroup" aria-label={label} tabIndex={-1} onKeyDown={stepTo("[role=radio]")} className={className}>
      {children}
      {options.map((option, index) => (
        <button
          key={option.id}
          {...(refused ? tipped(refused) : {})}
          type="button"
          role="radio"
          aria-checked={option.id === value}
          aria-label={option.name}
          tabIndex={option.id === value || (!known && index === 0) ? 0 : -1}
          aria-disabled={refused ? true : undefined}
          data-refused={refused ? true : undefined}
          onClick={() => {
            if (refused) announce(refused);
            else if (option.id !== value) onChange(option.id);
          }}
          className={choiceClass}
        >
          {option.icon && <Icon of={option.icon} size={14} />}
          {option.label}
        </button>
      ))}
    </div>
  );
}

type SegmentsProps<Id extends string> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  options: readonly { id: Id; label: string; icon?: Glyph }[];
  className?: string;
};

export function Segments<Id extends string>({ className, ...choice }: SegmentsProps<Id>) {
  return (
    <OneOf
      {...choice}
      className={cx("inline-flex h-control items-center gap-0.5 rounded-control bg-sunken p-0.5", className)}
      choiceClass="inline-flex h-full min-h-6 cursor-default items-center gap-1.5 rounded-tag px-2.5 font-medium text-muted hover:text-ink aria-checked:bg-raised aria-checked:text-ink aria-checked:shadow-[0_0_0_1px_var(--border-hairline)]"
    />
  );
}
