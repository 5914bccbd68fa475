// A small window that hangs on a button: what has no room beside it.
import { Dialog, Popover } from "react-aria-components";
import { popoverBox } from "./fieldStyle";

type SheetProps = {
  label: string;
  anchor: React.RefObject<Element | null>;
  onClose: () => void;
  children: React.ReactNode;
};

export function Sheet({ label, anchor, onClose, children }: SheetProps) {
  return (
    <Popover
      triggerRef={anchor}
      isOpen
      onOpenChange={(open) => !open && onClose()}
      offset={4}
      className={`${popoverBox} p-3`}
    >
      <Dialog aria-label={label} className="flex flex-col items-start gap-2 outline-none">
        {children}
      </Dialog>
    </Popover>
  );
}
