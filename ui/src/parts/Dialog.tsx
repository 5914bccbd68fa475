// Windows over the window. Opened by state, closed by Esc, by the cross and by the scrim (unless something would be lost).
import { X } from "lucide";
import { useRef, useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useText } from "../text";
import { announce } from "./announce";
import { Button, type ButtonKind, IconButton } from "./Button";
import { useComeBack } from "./comeback";
import { cx } from "./cx";
import { halted } from "./unfit";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: React.ReactNode;
  /** What was found out about what is typed: between the content and the buttons, and over neither. */
  note?: React.ReactNode;
  /** Buttons, right-aligned below the content. */
  foot?: React.ReactNode;
  /** Why the button that saves is off, beside it. */
  missing?: string | null;
  width?: "small" | "medium" | "wide" | "large";
  /** Clicking outside does nothing. */
  keepOpen?: boolean;
  /**
   * What somebody fills in here. Clicking outside then does nothing, and Esc and the cross ask before anything that was
   * filled in goes. A button that says it throws away does not ask.
   */
  holds?: unknown;
  /** There is nothing in it to press, only to read: it takes the focus itself, and is scrolled by keys. */
  onlyRead?: boolean;
  role?: "dialog" | "alertdialog";
};

const widths = { small: "w-[26rem]", medium: "w-[36rem]", wide: "w-[42rem]", large: "w-[56rem]" } as const;

const scrim =
  "motion-appear fixed inset-0 z-40 flex items-start justify-center overflow-auto bg-overlay px-6 pt-[12vh] pb-6";

export function Dialog(props: DialogProps) {
  const { open, onClose, title, children, note, foot, missing, width = "medium" } = props;
  const { holds, keepOpen = holds !== undefined, onlyRead = false, role = "dialog" } = props;
  const t = useText();
  useComeBack(open);
  const content = useRef<HTMLDivElement>(null);
  const [asking, setAsking] = useState(false);
  const [first] = useState(() => JSON.stringify(holds));
  const leave = () => {
    const halfTyped = content.current?.querySelector("[data-unfit]");
    if (holds !== undefined && (halfTyped || JSON.stringify(holds) !== first)) setAsking(true);
    else onClose();
  };
  return (
    <ModalOverlay isOpen={open} onOpenChange={(next) => !next && leave()} isDismissable={!keepOpen} className={scrim}>
      <Modal className={cx("motion-rise max-w-full", widths[width])}>
        <AriaDialog
          role={role}
          className="flex max-h-[78vh] flex-col rounded-dialog border border-hairline bg-raised shadow-overlay outline-none"
        >
          <header className="flex items-center gap-3 py-2.5 pr-2.5 pl-4">
            <Heading slot="title" className="min-w-0 flex-1 truncate text-section font-semibold">
              {title}
            </Heading>
            <IconButton icon={X} label={t("parts.close")} keys="Esc" small onPress={leave} />
          </header>
          <div
            ref={content}
            tabIndex={onlyRead ? 0 : undefined}
            data-mark="inside"
            className="min-h-0 flex-1 overflow-auto px-4 pb-4 wrap-break-word"
          >
            {children}
          </div>
          {note && <div className="border-t border-hairline px-4 py-3 empty:hidden">{note}</div>}
          {foot && (
            <footer className="flex items-center justify-end gap-2 border-t border-hairline px-4 py-3">
              {missing && <p className="mr-auto min-w-0 text-small text-pretty text-muted">{missing}</p>}
              {foot}
            </footer>
          )}
          {asking && (
            <ConfirmDialog
              open
              onClose={() => setAsking(false)}
              onConfirm={onClose}
              title={t("parts.discardTitle")}
              confirm={t("parts.discard")}
            >
              {t("parts.discardText")}
            </ConfirmDialog>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

type FormProps = {
  title: string;
  /** What somebody fills in here; other than it was at first, it does not go unasked. */
  holds: unknown;
  children: React.ReactNode;
  onClose: () => void;
  onSave: () => void;
  busy?: boolean;
  /** Nothing could be saved as it stands. */
  isDisabled?: boolean;
  /** The same, and what has to be filled in first. */
  missing?: string | null;
  /** The button's word, when it is not "Salvar". */
  save?: string;
  width?: DialogProps["width"];
};

/** Asks for something and saves it, by the button or by Enter in a field. */
export function FormDialog(props: FormProps) {
  const { title, holds, children, onClose, onSave, busy, isDisabled, missing, save, width = "small" } = props;
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const trySave = () => {
    if (!halted(form.current)) onSave();
  };
  const off = isDisabled || Boolean(missing);
  return (
    <Dialog
      open
      onClose={onClose}
      holds={holds}
      width={width}
      title={title}
      missing={missing}
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button kind="primary" isPending={busy} isDisabled={isDisabled} refused={missing} onPress={trySave}>
            {save ?? t("parts.save")}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (missing) announce(missing);
          else if (!off && !busy) trySave();
        }}
      >
        {children}
        {/* With more than one field, Enter only submits where there is a button to press. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  children?: React.ReactNode;
  confirm: string;
  kind?: Extract<ButtonKind, "primary" | "danger">;
  busy?: boolean;
};

/** For what cannot be undone. What can be undone is done at once and offers "Desfazer" instead. */
export function ConfirmDialog({
  open,
  onClose,
  onConfirm,
  title,
  children,
  confirm,
  kind = "danger",
  busy,
}: ConfirmProps) {
  const t = useText();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      width="small"
      role="alertdialog"
      foot={
        <>
          <Button onPress={onClose} autoFocus>
            {t("parts.cancel")}
          </Button>
          <Button kind={kind} onPress={onConfirm} isPending={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="text-muted">{children}</div>
    </Dialog>
  );
}
