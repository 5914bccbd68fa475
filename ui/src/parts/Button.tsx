// Buttons. One primary per view; the rest are quiet.
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Link as AriaLink } from "react-aria-components";
import { cx } from "./cx";
import { Icon, type LucideIcon } from "./Icon";
import { Tip } from "./Tip";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger";

type ButtonProps = Omit<AriaButtonProps, "className" | "style"> & {
  kind?: ButtonKind;
  icon?: LucideIcon;
  /** Shown after the words, as a reminder of the key that does the same. */
  keys?: string;
  small?: boolean;
  className?: string;
};

const base =
  "inline-flex items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none cursor-default transition-colors data-disabled:opacity-45 data-pending:opacity-70";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent data-hovered:bg-accent-hover data-pressed:bg-accent-hover",
  plain:
    "bg-surface text-ink border border-control/45 data-hovered:bg-hover data-hovered:border-control data-pressed:bg-sunken",
  quiet:
    "text-muted data-hovered:bg-hover data-hovered:text-ink data-pressed:bg-sunken aria-expanded:bg-hover aria-expanded:text-ink",
  danger: "bg-danger text-on-danger data-hovered:opacity-90 data-pressed:opacity-85",
};

export function buttonClass(kind: ButtonKind, small = false, className?: string): string {
  return cx(base, small ? "h-6 px-2 text-small" : "h-control px-3", kinds[kind], className);
}

export function Button({ kind = "plain", icon, keys, small, className, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={buttonClass(kind, small, className)}>
      {(state) => (
        <>
          {icon && <Icon of={icon} size={small ? 14 : 16} className="-ml-0.5" />}
          {typeof children === "function" ? children(state) : children}
          {keys && (
            <Keycap className={kind === "primary" ? "border-current/40 text-current" : undefined}>{keys}</Keycap>
          )}
        </>
      )}
    </AriaButton>
  );
}

type IconButtonProps = Omit<AriaButtonProps, "className" | "style" | "children" | "aria-label"> & {
  icon: LucideIcon;
  label: string;
  keys?: string;
  small?: boolean;
  className?: string;
  /** A short number at the corner; the label says it in words. */
  count?: number;
};

/** A button without words: its label is read aloud and shown on hover and focus. */
export function IconButton({ icon, label, keys, small, className, count, ...rest }: IconButtonProps) {
  return (
    <Tip text={label} keys={keys}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={cx(base, kinds.quiet, "relative", small ? "size-6" : "size-control", className)}
      >
        <Icon of={icon} size={small ? 14 : 16} />
        {count !== undefined && count > 0 && (
          <span
            aria-hidden="true"
            className="tabular absolute top-0 right-0 min-w-4 rounded-full bg-accent px-1 text-center text-meta leading-4 font-semibold text-on-accent shadow-[0_0_0_2px_var(--bg-surface)]"
          >
            {count > 99 ? "99+" : count}
          </span>
        )}
      </AriaButton>
    </Tip>
  );
}

/** A link out of the page or to an address of the app. */
export function TextLink({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <AriaLink href={href} className="rounded-tag text-accent underline-offset-2 data-hovered:underline">
      {children}
    </AriaLink>
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
