// One message: whose it is, whether a person or the program wrote it, and how far it got.
import { Bot, StickyNote } from "lucide";
import { memo } from "react";
import type { MessageView } from "../../bindings/MessageView";
import type { TicketView } from "../../bindings/TicketView";
import { useNames } from "../../data/directory";
import { cx } from "../../parts/cx";
import { Icon } from "../../parts/Icon";
import { useText } from "../../text";
import { Attachments } from "./Attachments";
import { Delivery } from "./Delivery";
import { isAutomaticReply } from "./entries";

type MessageProps = { message: MessageView; follows: boolean; view: TicketView };

export const Message = memo(function Message({ message, follows, view }: MessageProps) {
  const t = useText();
  const theirs = message.side === "customer";
  const note = message.side === "note";
  const automatic = isAutomaticReply(message);
  if (message.side === "system")
    return <p className="py-1 text-center text-small text-pretty text-faint">{message.text}</p>;
  return (
    <div className={cx("flex flex-col", theirs ? "items-start" : "items-end", follows ? "pt-0.5" : "pt-2.5")}>
      {!follows && <Author message={message} view={view} />}
      <div
        className={cx(
          "max-w-[85%] min-w-0 rounded-card border px-3 py-1.5",
          theirs && (automatic ? "border-dashed border-control/60 bg-surface text-muted" : "border-hairline bg-app"),
          note && "border-warn/30 bg-note-soft",
          message.side === "human" && "border-transparent bg-selected",
          message.side === "automation" && "border-dashed border-control/60 bg-surface",
          message.state === "cancelled" && "text-muted line-through",
        )}
      >
        {message.subject && !follows && theirs && (
          <p className="text-small font-medium text-muted">{message.subject}</p>
        )}
        <p className="break-words whitespace-pre-wrap" dir="auto">
          {message.text || <span className="text-faint">{t("ticket.noText")}</span>}
        </p>
        <Attachments message={message} />
      </div>
      <Delivery message={message} view={view} />
      {automatic && (
        <p className="max-w-[85%] px-1 text-meta text-pretty text-faint">{t("ticket.automaticReplyHint")}</p>
      )}
    </div>
  );
});

function Author({ message, view }: { message: MessageView; view: TicketView }) {
  const t = useText();
  const names = useNames();
  const person = names.user(message.author)?.name;
  const rule = names.rule(message.rule)?.name;
  const words = (() => {
    switch (message.side) {
      case "customer":
        return view.card.contact_name;
      case "human":
        return person ?? t("ticket.attendant");
      case "note":
        return t("ticket.noteBy", { name: person ?? t("ticket.attendant") });
      case "automation":
        return (
          rule ??
          (message.origin === "closing"
            ? t("ticket.closingText")
            : message.origin === "entry"
              ? t("ticket.entryText")
              : t("ticket.automatic"))
        );
      case "system":
        return "";
    }
  })();
  return (
    <p className="mb-0.5 flex items-center gap-1 px-1 text-small text-faint">
      {(message.side === "automation" || isAutomaticReply(message)) && <Icon of={Bot} size={14} />}
      {message.side === "note" && <Icon of={StickyNote} size={14} />}
      <span className="font-medium text-muted">{words}</span>
      {message.side === "automation" && <span>· {t("ticket.automatic")}</span>}
      {isAutomaticReply(message) && <span>· {t("ticket.automaticReply")}</span>}
      {message.history && <span>· {t("ticket.history")}</span>}
    </p>
  );
}
