// A menu of commands, opened by a button or a right click. An item that is off says why, and who can do it.
// What draws an open menu comes with a file of its own: a screen has dozens of closed ones.
import { cloneElement, useId, useRef, useState } from "react";
import type { PressProps } from "./Button";
import type { Glyph } from "./Icon";
import { soon } from "./later";

export type Command = {
  id: string;
  label: string;
  icon?: Glyph;
  lead?: React.ReactNode;
  keys?: string;
  detail?: string;
  /** What it is called away from the group it stands in. */
  path?: string;
  danger?: boolean;
  /** Why it cannot be done now; the item stays visible. */
  refused?: string | null;
  run: () => void;
};

export type CommandGroup = { title?: string; commands: readonly Command[] };

/** Or how to come by them, for a menu that is seldom open. */
export type Groups = readonly CommandGroup[] | (() => readonly CommandGroup[]);

const MenuSheet = soon(() => import("./MenuSheet").then((made) => made.MenuSheet));

type MenuProps = {
  label: string;
  /** A button that opens the menu. */
  children: React.ReactElement<PressProps>;
  groups: Groups;
  onOpenChange?: (open: boolean) => void;
};

export function Menu({ label, children, groups, onOpenChange }: MenuProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<"first" | "last" | null>(null);
  const turn = (next: "first" | "last" | null) => {
    setOpen(next);
    onOpenChange?.(next !== null);
  };
  return (
    <>
      {cloneElement(children, {
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": open !== null,
        "aria-controls": open !== null ? id : undefined,
        onPress: (event) => {
          // Where the menu gives the focus back to.
          event.currentTarget.focus({ preventScroll: true });
          turn(open === null ? "first" : null);
        },
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          event.stopPropagation();
          turn(event.key === "ArrowDown" ? "first" : "last");
        },
      })}
      {open !== null && (
        <MenuSheet
          id={id}
          label={label}
          anchor={anchor}
          start={open}
          groups={typeof groups === "function" ? groups() : groups}
          open
          onClose={() => turn(null)}
        />
      )}
    </>
  );
}

/** Where on the page a menu was asked for: at which element, and how far from its left edge in px. */
export type MenuPlace = { element: Element; x: number };

export type MenuAtProps = {
  label: string;
  groups: readonly CommandGroup[];
  /** The element the menu hangs on. */
  anchor: React.RefObject<Element | null>;
  /** How far along that element, in px. */
  x?: number;
  open: boolean;
  onClose: () => void;
};

/** The same menu opened by a key or a right click, hung on any element. */
export function MenuAt(props: MenuAtProps) {
  // Not there until it was open once; from then on it may fade as it closes.
  const used = useRef(false);
  used.current ||= props.open;
  return used.current ? <MenuSheet {...props} /> : null;
}

/** The menu of one row at a time: what it is open on, how it is opened, and where `MenuAt` is to hang. */
export function useMenuOn<T>() {
  const anchor = useRef<Element | null>(null);
  const [asked, setAsked] = useState<{ row: T; x: number } | null>(null);
  const show = (row: T, { element, x }: MenuPlace) => {
    anchor.current = element;
    setAsked({ row, x });
  };
  const at = { anchor, x: asked?.x, open: asked !== null, onClose: () => setAsked(null) };
  return { row: asked?.row ?? null, show, at };
}
