// The emoji one may choose from: few, by hand, for what is written to customers. Each is known by the key of its name in
// the catalogue; what was taken last stands first, on this computer.
import { create } from "zustand";
import { persist } from "zustand/middleware";

export const emojiGroups = {
  faces: {
    smile: "🙂",
    happy: "😊",
    grin: "😀",
    laugh: "😄",
    wink: "😉",
    love: "😍",
    hug: "🤗",
    party: "🥳",
    think: "🤔",
    relief: "😅",
    tears: "😂",
    surprise: "😮",
    confused: "😕",
    sad: "😔",
    cry: "😢",
    grimace: "😬",
  },
  hands: {
    yes: "👍",
    no: "👎",
    perfect: "👌",
    thanks: "🙏",
    clap: "👏",
    raised: "🙌",
    wave: "👋",
    deal: "🤝",
  },
  signs: {
    check: "✅",
    cross: "❌",
    warning: "⚠️",
    exclamation: "❗",
    question: "❓",
    star: "⭐",
    heart: "❤️",
    confetti: "🎉",
  },
  things: {
    parcel: "📦",
    truck: "🚚",
    card: "💳",
    money: "💰",
    receipt: "🧾",
    page: "📄",
    clip: "📎",
    camera: "📷",
    phone: "📞",
    mail: "📧",
    calendar: "📅",
    clock: "⏰",
    wrench: "🔧",
    computer: "💻",
    mobile: "📱",
    gift: "🎁",
  },
} as const;

export type EmojiGroup = keyof typeof emojiGroups;
type Members<G> = G extends EmojiGroup ? keyof (typeof emojiGroups)[G] : never;
export type EmojiName = Members<EmojiGroup>;
export type Emoji = { name: EmojiName; sign: string };

/** One row. */
export const recentMax = 8;

const all: ReadonlyMap<string, Emoji> = new Map(
  Object.values(emojiGroups).flatMap((group) => emojiOf(group).map((emoji) => [emoji.name, emoji] as const)),
);

/** In the order they are listed. */
export function emojiOf(group: Readonly<Record<string, string>>): readonly Emoji[] {
  return Object.entries(group).map(([name, sign]) => ({ name: name as EmojiName, sign }));
}

/** What was just taken comes first and is there once. */
export function taken(names: readonly string[], name: EmojiName): readonly string[] {
  return [name, ...names.filter((other) => other !== name)].slice(0, recentMax);
}

/** Kept names that still are in the list. */
export function known(names: readonly string[]): readonly Emoji[] {
  return names.map((name) => all.get(name)).filter((emoji) => emoji !== undefined);
}

export const useRecentEmoji = create<{ names: readonly string[] }>()(
  persist((): { names: readonly string[] } => ({ names: [] }), { name: "retorno.emoji", version: 1 }),
);

export function rememberEmoji(name: EmojiName): void {
  useRecentEmoji.setState(({ names }) => ({ names: taken(names, name) }));
}
