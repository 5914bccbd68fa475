// "Histórico de interação": the last words and what happened, under an open row.
import { useAsk } from "../../data";
import { Loaded } from "../../parts/State";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { dayKey, whenShort } from "../../text/format";
import { useEventWords } from "../ticket/EventLine";
import { entriesOf, isAutomaticReply } from "../ticket/entries";

const shownLines = 8;

export function History({ ticket }: { ticket: number }) {
  const t = useText();
  const words = useEventWords();
  const now = useNow(60);
  const query = useAsk("conversation", { ticket, limit: shownLines });
  return (
    <Loaded query={query} rows={3}>
      {(page) => (
        <ol aria-label={t("waiting.history")} className="flex flex-col gap-1 py-2.5 pr-4 pl-13">
          {entriesOf([page], dayKey)
            .filter((entry) => entry.kind === "message" || entry.kind === "event")
            .slice(-shownLines)
            .map((entry) => (
              <li key={entry.key} className="flex gap-3">
                <time className="tabular flex-none text-faint">{whenShort(entry.at, now)}</time>
                {entry.kind === "event" ? (
                  <span className="text-faint">{words(entry.event)}</span>
                ) : (
                  <span className="min-w-0 truncate">
                    <span className="text-faint">
                      {isAutomaticReply(entry.message)
                        ? t("ticket.automaticReply")
                        : t(`messageSide.${entry.message.side}`)}
                      :{" "}
                    </span>
                    {entry.message.text}
                  </span>
                )}
              </li>
            ))}
        </ol>
      )}
    </Loaded>
  );
}
