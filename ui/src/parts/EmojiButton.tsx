// The button that opens the few emoji there are; what draws them comes when it is wanted.
import { Smile } from "lucide";
import { useRef, useState } from "react";
import { useText } from "../text";
import { IconButton } from "./Button";
import { later } from "./later";

const EmojiSheet = later(() => import("./EmojiSheet").then((made) => made.EmojiSheet));

type EmojiButtonProps = {
  /** Puts it in where the caret was, and gives the focus back to the text. */
  onPick: (sign: string) => void;
  isDisabled?: boolean;
};

export function EmojiButton({ onPick, isDisabled }: EmojiButtonProps) {
  const t = useText();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        ref={anchor}
        icon={Smile}
        small
        label={t("emoji.insert")}
        isDisabled={isDisabled}
        aria-haspopup="listbox"
        aria-expanded={open}
        onPress={(event) => {
          // Where the sheet gives the focus back to.
          event.currentTarget.focus({ preventScroll: true });
          setOpen(!open);
        }}
      />
      {open && (
        <EmojiSheet
          anchor={anchor}
          onClose={() => setOpen(false)}
          onPick={(sign) => {
            setOpen(false);
            onPick(sign);
          }}
        />
      )}
    </>
  );
}
