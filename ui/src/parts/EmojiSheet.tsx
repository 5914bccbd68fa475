// The emoji in a grid, those taken last first. Arrows go from one to the next, letters to one by its name.
import { useState } from "react";
import { Header, ListBox, ListBoxItem, ListBoxSection, Popover } from "react-aria-components";
import { useText } from "../text";
import { cx } from "./cx";
import { type Emoji, emojiGroups, emojiOf, known, rememberEmoji, useRecentEmoji } from "./emoji";
import { popoverBox } from "./fieldStyle";

type EmojiSheetProps = {
  anchor: React.RefObject<Element | null>;
  onPick: (sign: string) => void;
  onClose: () => void;
};

export function EmojiSheet({ anchor, onPick, onClose }: EmojiSheetProps) {
  const t = useText();
  // As it was when it opened: nothing moves under the pointer.
  const [recent] = useState(() => known(useRecentEmoji.getState().names));
  /** The one under the pointer or with the focus, in words. */
  const [named, setNamed] = useState("");
  const groups = [
    { id: "recent", title: t("emoji.recent"), members: recent },
    ...(Object.keys(emojiGroups) as (keyof typeof emojiGroups)[]).map((id) => ({
      id,
      title: t(`emoji.${id}`),
      members: emojiOf(emojiGroups[id]),
    })),
  ].filter((group) => group.members.length > 0);
  // Twice in one list, an emoji needs two names.
  const idOf = (group: string, emoji: Emoji) => `${group} ${emoji.name}`;
  const pick = (id: string) => {
    const found = groups
      .flatMap((group) => group.members.map((emoji) => ({ id: idOf(group.id, emoji), emoji })))
      .find((one) => one.id === id)?.emoji;
    if (!found) return;
    rememberEmoji(found.name);
    onPick(found.sign);
  };
  const nameIt = ({ target }: React.SyntheticEvent) => {
    const option = target instanceof Element ? target.closest("[role=option]") : null;
    if (option) setNamed(option.getAttribute("aria-label") ?? "");
  };
  return (
    <Popover
      aria-label={t("emoji.title")}
      triggerRef={anchor}
      isOpen
      onOpenChange={(next) => !next && onClose()}
      offset={4}
      placement="top end"
      className={cx(popoverBox, "flex max-h-80 w-fit flex-col")}
    >
      <div
        role="group"
        aria-label={t("emoji.title")}
        className="flex min-h-0 flex-col"
        onFocus={nameIt}
        onPointerOver={nameIt}
      >
        <ListBox
          aria-label={t("emoji.title")}
          layout="grid"
          autoFocus="first"
          onAction={(key) => pick(String(key))}
          className="flex min-h-0 w-64 flex-col gap-1 overflow-y-auto outline-none"
        >
          {groups.map((group) => (
            <ListBoxSection key={group.id} className="grid grid-cols-8" aria-label={group.title}>
              <Header className="col-span-full px-1 pt-1 pb-0.5 text-meta font-medium text-faint">{group.title}</Header>
              {group.members.map((emoji) => {
                const name = t(`emoji.names.${emoji.name}`);
                return (
                  <ListBoxItem
                    key={emoji.name}
                    id={idOf(group.id, emoji)}
                    textValue={name}
                    aria-label={name}
                    data-mark="inside"
                    className="flex size-8 cursor-default items-center justify-center rounded-control text-section outline-none select-none data-focused:bg-hover data-hovered:bg-hover data-pressed:bg-sunken"
                  >
                    {emoji.sign}
                  </ListBoxItem>
                );
              })}
            </ListBoxSection>
          ))}
        </ListBox>
      </div>
      <p
        aria-hidden="true"
        className="-mx-1 mt-1 h-6 flex-none border-t border-hairline px-3 pt-1 text-small text-faint"
      >
        {named}
      </p>
    </Popover>
  );
}
