// The sections of Configurações, in the order of the index.
import {
  Bell,
  BriefcaseBusiness,
  CalendarDays,
  Clock3,
  Columns3,
  Database,
  History,
  Inbox,
  Keyboard,
  MessageSquareText,
  Monitor,
  Palette,
  ShieldCheck,
  Zap,
} from "lucide";
import type { Glyph } from "../../parts/Icon";

export const sections = [
  "times",
  "hours",
  "holidays",
  "texts",
  "replies",
  "notices",
  "limits",
  "funnels",
  "queues",
  "appearance",
  "keys",
  "computer",
  "trail",
  "data",
] as const;
export type SectionId = (typeof sections)[number];

/** Where the settings stand, by the beginning of their paths; what is not here is among the times. */
const homes: readonly (readonly [string, SectionId])[] = [
  ["queue.entry_text", "texts"],
  ["queue.closing_text", "texts"],
  ["notice_texts", "texts"],
  ["notices", "notices"],
  ["bubble_group", "notices"],
  ["hours", "hours"],
  ["national_holidays", "holidays"],
  ["quiet", "limits"],
  ["limits", "limits"],
  ["opt_out_words", "limits"],
];

/** The section in which this field of the settings is. */
export function sectionOf(field: string): SectionId {
  return homes.find(([start]) => field.startsWith(start))?.[1] ?? "times";
}

export const sectionIcons: Record<SectionId, Glyph> = {
  times: Clock3,
  hours: BriefcaseBusiness,
  holidays: CalendarDays,
  texts: MessageSquareText,
  replies: Zap,
  notices: Bell,
  limits: ShieldCheck,
  funnels: Columns3,
  queues: Inbox,
  appearance: Palette,
  keys: Keyboard,
  computer: Monitor,
  trail: History,
  data: Database,
};
