// Small marks: a tag people gave, a state the program knows, a dot, a face.
import { cx } from "./cx";
import { type Glyph, Icon } from "./Icon";

export const hues = ["slate", "blue", "teal", "green", "amber", "red", "pink", "violet"] as const;
export type Hue = (typeof hues)[number];

const hueText: Record<Hue, string> = {
  slate: "text-(--hue-slate)",
  blue: "text-(--hue-blue)",
  teal: "text-(--hue-teal)",
  green: "text-(--hue-green)",
  amber: "text-(--hue-amber)",
  red: "text-(--hue-red)",
  pink: "text-(--hue-pink)",
  violet: "text-(--hue-violet)",
};

const hueFill: Record<Hue, string> = {
  slate: "bg-(--hue-slate)",
  blue: "bg-(--hue-blue)",
  teal: "bg-(--hue-teal)",
  green: "bg-(--hue-green)",
  amber: "bg-(--hue-amber)",
  red: "bg-(--hue-red)",
  pink: "bg-(--hue-pink)",
  violet: "bg-(--hue-violet)",
};

/** What a new house starts with is named by meaning; people choose by hue. */
const meanings: Record<string, Hue> = {
  neutral: "slate",
  info: "blue",
  accent: "teal",
  ok: "green",
  warn: "amber",
  danger: "red",
  returned: "violet",
};

/** The hue a stored colour name means; an unknown one is grey, never an error. */
export function hueOf(name: string | null | undefined): Hue {
  return hues.find((hue) => hue === name) ?? meanings[name ?? ""] ?? "slate";
}

/** A stable hue for someone or something without one of its own. */
export function hueFor(seed: string): Hue {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hues[sum % hues.length] ?? "slate";
}

export function Tag({
  hue = "slate",
  children,
  whole,
  className,
}: {
  hue?: Hue;
  children: React.ReactNode;
  /** As long as there is room for, where its name is what one looks for. */
  whole?: boolean;
  className?: string;
}) {
  return (
    <span
      className={cx(
        whole ? "max-w-full" : "max-w-40",
        "inline-flex h-4.5 min-w-0 items-center gap-1 rounded-tag border border-hairline bg-surface px-1.5 text-meta font-medium text-muted",
        className,
      )}
    >
      <span aria-hidden="true" className={cx("size-1.5 flex-none rounded-full", hueFill[hue])} />
      <span className="truncate">{children}</span>
    </span>
  );
}

export type Tone = "neutral" | "ok" | "warn" | "danger" | "returned" | "info";

const tones: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  returned: "bg-returned-soft text-returned",
  info: "bg-info-soft text-info",
};

export const toneText: Record<Tone, string> = {
  neutral: "text-faint",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  returned: "text-returned",
  info: "text-info",
};

/** A state in words on its own soft ground. The words always say it; the colour only repeats. */
export function Badge(props: { tone?: Tone; icon?: Glyph; children: React.ReactNode; className?: string }) {
  const { tone = "neutral", icon, children, className } = props;
  return (
    <span
      className={cx(
        "inline-flex h-4.5 max-w-full items-center gap-1 rounded-tag px-1.5 text-meta font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {icon && <Icon of={icon} size={14} className="-ml-0.5" />}
      <span className="truncate">{children}</span>
    </span>
  );
}

export function Dot({ tone, label }: { tone: Tone; label?: string }) {
  return (
    <span className={cx("inline-block size-2 flex-none rounded-full bg-current", toneText[tone])}>
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}

export function HueDot({ hue }: { hue: Hue }) {
  return <span aria-hidden="true" className={cx("inline-block size-2 flex-none rounded-full", hueFill[hue])} />;
}

const avatarSizes = {
  small: "size-5 text-[0.5625rem]",
  medium: "size-6 text-meta",
  large: "size-9 text-base",
} as const;

type AvatarProps = {
  name: string;
  size?: keyof typeof avatarSizes;
  silent?: boolean;
  /** What is said of somebody who is away; a hollow mark says that much to the eye. */
  away?: string;
  className?: string;
};

/** Initials on a quiet ground. The name is read aloud unless it already stands beside it. */
export function Avatar({ name, size = "medium", silent = false, away, className }: AvatarProps) {
  const words = away ? `${name}, ${away}` : name;
  return (
    <span
      {...(silent ? { "aria-hidden": true } : { role: "img", "aria-label": words, title: words })}
      className={cx(
        away &&
          "relative after:absolute after:-right-0.5 after:-bottom-0.5 after:size-2 after:rounded-full after:border-2 after:border-warn after:bg-surface",
        "inline-flex flex-none items-center justify-center rounded-full bg-sunken font-semibold select-none",
        "shadow-[inset_0_0_0_1px_var(--border-hairline)]",
        hueText[hueFor(name)],
        avatarSizes[size],
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}

const letters = new Intl.Segmenter();
const known = new Map<string, string>();
const knownMax = 2_000;

/** Maria da Silva (Loja) → ML. By letters people see, so accents stay whole; signs count where there is no letter. */
export function initials(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= knownMax) known.clear();
  const all = name.trim().split(/\s+/).filter(Boolean);
  const lettered = all.map((word) => word.replace(/^[^\p{L}\p{N}]+/u, "")).filter(Boolean);
  const words = lettered.length > 0 ? lettered : all;
  const letter = (word = "") => letters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
  const first = letter(words[0]);
  const last = words.length > 1 ? letter(words.at(-1)) : "";
  const made = (first + last).toLocaleUpperCase("pt-BR") || "?";
  known.set(name, made);
  return made;
}
