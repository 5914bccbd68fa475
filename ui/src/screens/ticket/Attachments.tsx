// What came with a message. Each is fetched only when somebody asks for it, and saved; nothing of it is drawn here.
import { FileText, Paperclip } from "lucide";
import type { AttachmentView } from "../../bindings/AttachmentView";
import type { MessageId } from "../../bindings/MessageId";
import type { MessageView } from "../../bindings/MessageView";
import { useAct } from "../../data";
import { saveBytes, shownName } from "../../host/file";
import { announce } from "../../parts/announce";
import { Press } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Icon } from "../../parts/Icon";
import { faultOf } from "../../parts/State";
import { useText } from "../../text";
import { number } from "../../text/format";

export function Attachments({ message }: { message: MessageView }) {
  return message.attachments.map((file, position) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two may have one name, and its place is what it is asked by
    <Attached key={position} file={file} message={message.id} position={position} />
  ));
}

type AttachedProps = { file: AttachmentView; message: MessageId; position: number };

function Attached({ file, message, position }: AttachedProps) {
  const t = useText();
  const nameless = t("ticket.attachment");
  const name = shownName(file.name, nameless);
  const fetched = useAct("attachment", {
    onDone: (whole) => {
      saveBytes(whole, nameless);
      announce(t("ticket.attachmentSaved", { name }));
    },
    // Said below, for as long as it is so.
    onFailed: () => undefined,
  });
  const fetch = () => {
    announce(t("ticket.attachmentComing", { name }));
    fetched.mutate({ message, position });
  };
  return (
    <div className="mt-1 text-small">
      <Press
        onPress={fetch}
        isPending={fetched.isPending}
        aria-busy={fetched.isPending || undefined}
        className={cx(
          "-mx-1 flex min-h-6 max-w-[calc(100%+0.5rem)] items-center gap-1.5 rounded-control px-1 text-muted",
          "transition-colors hover:bg-hover hover:text-ink data-pending:opacity-70",
        )}
      >
        <Icon of={file.mime.startsWith("text/") ? FileText : Paperclip} size={14} />
        <span className="sr-only">{t(fetched.isPending ? "ticket.attachmentBusy" : "ticket.attachmentGet")}</span>
        <bdi className="truncate">{name}</bdi>
        <span className="tabular flex-none text-faint">
          {fetched.isPending
            ? t("ticket.attachmentWait")
            : file.bytes > 0
              ? t("ticket.kilobytes", { size: number(Math.max(1, Math.round(file.bytes / 1024))) })
              : t("ticket.sizeUnknown")}
        </span>
      </Press>
      {fetched.error !== null && (
        <p role="alert" className="px-1 text-pretty text-danger">
          {faultOf(fetched.error).message}
        </p>
      )}
    </div>
  );
}
