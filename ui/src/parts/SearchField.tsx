// A search box of a toolbar: its words stand in it, and it complains about nothing.
import { cx } from "./cx";
import { type Glyph, Icon } from "./Icon";

type SearchFieldProps = {
  /** Read aloud, and shown while the box is empty. */
  label: string;
  icon: Glyph;
  value: string;
  onChange: (value: string) => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
  inputRef: React.Ref<HTMLInputElement>;
  /** Drawn at the right end of the box. */
  trailing?: React.ReactNode;
  className?: string;
};

export function SearchField(props: SearchFieldProps) {
  const { label, icon, value, onChange, onKeyDown, inputRef, trailing, className } = props;
  return (
    <div
      className={cx(
        "flex h-control min-w-0 items-center rounded-control border border-control bg-surface text-ink transition-colors hover:border-muted",
        "focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent",
        className,
      )}
    >
      <Icon of={icon} className="ml-2.5 -mr-0.5 text-faint" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          // Who types moves nothing else: Ctrl+Z takes back letters.
          event.stopPropagation();
          onKeyDown(event);
        }}
        data-mark="frame"
        className="h-full min-w-0 flex-1 bg-transparent px-2.5 text-ink outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
      />
      {trailing}
    </div>
  );
}
