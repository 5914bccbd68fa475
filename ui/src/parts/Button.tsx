// Buttons. One primary per view; the rest are quiet. They are the browser's own: hundreds stand on a screen, and what a
// library would listen for in each of them costs more than drawing them.
import { announce } from "./announce";
import { cx } from "./cx";
import { type Glyph, Icon } from "./Icon";
import { tipped } from "./Tip";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

export type PressProps = Omit<
  React.ComponentPropsWithRef<"button">,
  "className" | "style" | "disabled" | "onClick" | "onPointerDown" | "onMouseDown"
> & {
  onPress?: (event: React.SyntheticEvent<HTMLButtonElement>) => void;
  isDisabled?: boolean;
  /** Why it does nothing now: it can be reached all the same, to be told so. */
  refused?: string | null;
  /** What it began is not over: it stays where it is and does nothing. */
  isPending?: boolean;
  excludeFromTabOrder?: boolean;
  className?: string;
};

type ButtonProps = PressProps & {
  kind?: ButtonKind;
  icon?: Glyph;
  /** Shown after the words, as a reminder of the key that does the same. */
  keys?: string;
  /** That key means something else for now: its sign keeps its place and is not seen. */
  keysOff?: boolean;
  small?: boolean;
};

const base =
  "inline-flex items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none cursor-default transition-colors disabled:opacity-45 data-pending:opacity-70 data-refused:opacity-45";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:not-aria-disabled:bg-accent-hover active:not-aria-disabled:bg-accent-hover",
  plain:
    "bg-surface text-ink border border-control/45 hover:not-aria-disabled:bg-hover hover:not-aria-disabled:border-control active:not-aria-disabled:bg-sunken",
  quiet:
    "text-muted hover:not-aria-disabled:bg-hover hover:not-aria-disabled:text-ink active:not-aria-disabled:bg-sunken aria-expanded:bg-hover aria-expanded:text-ink",
  danger: "bg-danger text-on-danger hover:not-aria-disabled:opacity-90 active:not-aria-disabled:opacity-85",
};

export function buttonClass(kind: ButtonKind, small = false, className?: string): string {
  return cx(base, small ? "h-6 px-2 text-small" : "h-control px-3", kinds[kind], className);
}

const stop = (event: React.SyntheticEvent) => event.stopPropagation();

/**
 * A button without looks. A press belongs to the button alone: neither the row it stands in nor the key map hears of it.
 */
export function Press(props: PressProps) {
  const { onPress, isDisabled, refused, isPending, excludeFromTabOrder, type = "button", onKeyDown, ...rest } = props;
  const idle = isPending || Boolean(refused);
  const press = (event: React.SyntheticEvent<HTMLButtonElement>) => {
    if (refused) announce(refused);
    else if (!isPending) onPress?.(event);
  };
  return (
    <button
      {...(refused ? tipped(refused) : {})}
      {...rest}
      // Enter in a field sends a form by its button, also by one that does nothing.
      type={idle ? "button" : type}
      disabled={isDisabled}
      aria-disabled={idle || isDisabled || undefined}
      data-pending={isPending || undefined}
      data-refused={refused ? true : undefined}
      tabIndex={excludeFromTabOrder ? -1 : rest.tabIndex}
      onPointerDown={stop}
      onMouseDown={stop}
      onClick={(event) => {
        event.stopPropagation();
        press(event);
      }}
      onKeyDown={(event) => {
        if (!refused) onKeyDown?.(event);
        const pressed = event.key === "Enter" || event.key === " ";
        if (!pressed || event.ctrlKey || event.metaKey || event.altKey) return;
        event.stopPropagation();
        if ((type === "submit" && !idle) || event.defaultPrevented) return;
        // A click that the browser makes of a key looks like one of a screen reader's, and what opens would then wait
        // for the end of its motion before it takes the focus.
        event.preventDefault();
        if (!event.repeat) press(event);
      }}
    />
  );
}

export function Button({ kind = "plain", icon, keys, keysOff, small, className, children, ...rest }: ButtonProps) {
  return (
    <Press {...rest} className={buttonClass(kind, small, className)}>
      {icon && <Icon of={icon} size={small ? 14 : 16} className="-ml-0.5" />}
      {children}
      {keys && (
        <Keycap
          className={cx(
            kind === "primary" ? "border-current/40 text-current" : "border-hairline text-faint",
            keysOff && "invisible",
          )}
        >
          {keys}
        </Keycap>
      )}
    </Press>
  );
}

type IconButtonProps = Omit<PressProps, "children" | "aria-label"> & {
  icon: Glyph;
  label: string;
  keys?: string;
  small?: boolean;
  /** A short number at the corner; the label says it in words. */
  count?: number;
};

/** A button without words: its label is read aloud and shown on hover and focus. */
export function IconButton({ icon, label, keys, small, className, count, ...rest }: IconButtonProps) {
  return (
    <Press
      {...rest}
      {...tipped(rest.refused ? `${label}: ${rest.refused}` : label, rest.refused ? undefined : keys)}
      aria-label={label}
      className={cx(base, kinds.quiet, "relative", small ? "size-6" : "size-control", className)}
    >
      <Icon of={icon} size={small ? 14 : 16} />
      {count !== undefined && count > 0 && (
        <span
          aria-hidden="true"
          className="tabular absolute -top-0.5 left-1/2 min-w-4 rounded-full bg-accent px-1 text-center text-meta leading-4 font-semibold text-on-accent shadow-[0_0_0_2px_var(--bg-surface)]"
        >
          {count > 99 ? "99+" : count}
        </span>
      )}
    </Press>
  );
}

/** A link out of the page or to an address of the app. */
export function TextLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <a href={href} className="rounded-tag text-accent underline-offset-2 hover:underline">
      {children}
    </a>
  );
}

export function Keycap({ children, className }: { children: React.ReactNode; className?: string }) {
  return (
    <kbd
      className={cx(
        "inline-flex h-4 min-w-4 items-center justify-center rounded-tag border px-1 font-sans text-meta leading-none font-medium",
        className ?? "border-hairline text-faint",
      )}
    >
      {children}
    </kbd>
  );
}
