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
