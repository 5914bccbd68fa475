// The list of screens. A new screen is a folder here, one entry in this list, and its words in src/text.
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { KeyId } from "../app/keymap";

export type Screen = {
  /** Also the key of its name in the catalogue: screens.<id>. */
  id:
    | "board"
    | "rules"
    | "executions"
    | "waiting"
    | "mine"
    | "missed"
    | "dashboard"
    | "connections"
    | "people"
    | "tags"
    | "settings";
  path: string;
  icon: LucideIcon;
  /** The key that goes there, if it has one. */
  go: KeyId | null;
  /** Where it is listed: the two halves of the rail, or the tabs of Funil. */
  place: "work" | "house" | "funnelTab";
  Content: ComponentType;
};

export const screens: readonly Screen[] = [];
