// One line of the notices: opens what it is about, and shows what else was said of the same ticket.
import { ChevronDown } from "lucide";
import type { NoticeView } from "../bindings/NoticeView";
import { cx } from "../parts/cx";
import { Icon } from "../parts/Icon";
import { type Tone, toneText } from "../parts/Tag";
import { useNow } from "../parts/useNow";
import { useText } from "../text";
import { clockTime, dateAndTime, dayKey, shortDay } from "../text/format";
import { type NoticeLine, wordsOf } from "./noticeLines";

const tones: Record<NoticeView["event"], Tone> = {
  entered: "neutral",
  may_enter: "warn",
  returned: "returned",
  day_closed: "neutral",
  day_digest: "neutral",
  day_asks: "warn",
  rule_paused: "warn",
  data: "warn",
  rule_broken: "danger",
  send_failed: "danger",
  connection_down: "danger",
  rule: "info",
  assigned: "info",
};

type NoticeItemProps = { line: NoticeLine; onOpen: () => void; onToggle: (shown: boolean) => void };

export function NoticeItem({ line, onOpen, onToggle }: NoticeItemProps) {
  const t = useText();
  const now = useNow(60);
  const { notice, behind, opened, inner, unread } = line;
  const { title, text } = wordsOf(notice);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const shown = event.key === "ArrowRight" ? true : event.key === "ArrowLeft" ? false : opened;
    if (behind > 0 && shown !== opened) onToggle(shown);
  };
  return (
    <div className={cx("flex h-full border-b border-hairline", inner && "bg-app pl-5")}>
      <button
        type="button"
        data-mark="inside"
        onClick={onOpen}
        onKeyDown={onKeyDown}
        className="flex h-full min-w-0 flex-1 items-center px-4 py-2 text-left hover:bg-hover"
      >
        {/* A short text stands in the middle of a row that has room for a long one. */}
        <span className="flex min-w-0 flex-1 gap-2.5">
          <span
            className={cx(
              "mt-1.5 size-2 flex-none rounded-full",
              unread ? "bg-current" : "",
              toneText[tones[notice.event]],
            )}
          />
          <span className="flex min-w-0 flex-1 flex-col">
            <span className={cx("truncate", unread && "font-medium")}>{title}</span>
            <span className="flex items-start gap-3 text-small text-muted">
              <span className="line-clamp-2 min-w-0 flex-1 break-words">{text}</span>
              <time title={dateAndTime(notice.at)} className="tabular flex-none text-meta text-faint">
                {dayKey(notice.at) === dayKey(now) ? clockTime(notice.at) : shortDay(notice.at)}
              </time>
            </span>
          </span>
        </span>
      </button>
      {behind > 0 && (
        <button
          type="button"
          data-mark="inside"
          aria-expanded={opened}
          onClick={() => onToggle(!opened)}
          onKeyDown={onKeyDown}
          className="flex w-12 flex-none items-center justify-center gap-0.5 border-l border-hairline text-small text-muted hover:bg-hover hover:text-ink"
        >
          <span className="sr-only">{t("notices.earlier", { count: behind })}</span>
          <span aria-hidden className="tabular">
            +{behind}
          </span>
          <Icon of={ChevronDown} size={14} className={cx("transition-transform", opened && "rotate-180")} />
        </button>
      )}
    </div>
  );
}
