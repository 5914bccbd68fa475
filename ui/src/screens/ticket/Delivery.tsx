// How far one message of ours got, and what can still be done about it: take it back, send it again, decide it.

import { useInfiniteQuery } from "@tanstack/react-query";
import { Check, CheckCheck, Clock, TriangleAlert } from "lucide";
import { useEffect, useMemo, useRef, useState } from "react";
import { create } from "zustand";
import { PlaceLink } from "../../app/PlaceLink";
import type { MessageView } from "../../bindings/MessageView";
import type { TicketView } from "../../bindings/TicketView";
import { useAct } from "../../data";
import { announce } from "../../parts/announce";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { ConfirmDialog } from "../../parts/Dialog";
import { type Glyph, Icon } from "../../parts/Icon";
import { Timer } from "../../parts/Timer";
import { useText } from "../../text";
import { clockTime } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { conversationQuery } from "../../tickets/ahead";
import { answerAgain } from "./drafts";

const stateIcons: Partial<Record<MessageView["state"], Glyph>> = {
  planned: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: TriangleAlert,
  unknown: TriangleAlert,
  missed: TriangleAlert,
};

export function Delivery({ message, view }: { message: MessageView; view: TicketView }) {
  const t = useText();
  const glyph = stateIcons[message.state];
  const bad = message.state === "failed" || message.state === "unknown" || message.state === "missed";
  return (
    <p className={cx("mt-0.5 flex max-w-[85%] items-center gap-1 px-1 text-meta", bad ? "text-danger" : "text-faint")}>
      <time className="tabular">{clockTime(message.at)}</time>
      {glyph && (
        <span
          className={cx("inline-flex", message.state === "read" && "text-accent")}
          title={t(`messageState.${message.state}`)}
        >
          <Icon of={glyph} size={14} />
          <span className="sr-only">{t(`messageState.${message.state}`)}</span>
        </span>
      )}
      {bad && (
        <span className="min-w-0 text-pretty">{inOurWords(message.detail) || t(`messageState.${message.state}`)}</span>
      )}
      {message.state === "cancelled" && <span>{t("messageState.cancelled")}</span>}
      {message.state === "failed" && <Retry message={message} view={view} />}
      {message.state === "unknown" && (
        <PlaceLink
          to="/perdidas"
          search={{ incertas: 1 }}
          className="flex-none rounded-tag text-accent underline underline-offset-2"
        >
          {t("ticket.decideUnknown")}
        </PlaceLink>
      )}
      {message.state === "planned" && message.leaves_at !== null && (
        <Cancel message={message} ticket={view.card.id} leavesAt={message.leaves_at} />
      )}
    </p>
  );
}

/** The failed messages that were sent again from here, with the new one: what becomes of it stands further down. */
const useRetried = create<{ as: ReadonlyMap<number, number> }>(() => ({ as: new Map() }));

function Retry({ message, view }: { message: MessageView; view: TicketView }) {
  const t = useText();
  const talk = useTalk(view.card.id);
  const again = useRetried(({ as }) => as.get(message.id));
  // What was sent from here is not in the talk yet, or it is there and may have been called off since.
  const onItsWay = again !== undefined && !talk.some((one) => one.id === again);
  const retried = onItsWay || sentSince(talk, message);
  const [asking, setAsking] = useState<string | null>(null);
  const pressed = useRef(false);
  const note = useRef<HTMLSpanElement>(null);
  const retry = useAct("retry_send", {
    onDone: (written) => {
      useRetried.setState(({ as }) => ({ as: new Map([...as, [message.id, written.message]]) }));
      announce(t("ticket.retried"));
    },
  });
  // The button goes, and the focus must not go with it.
  useEffect(() => {
    if (retried && pressed.current) note.current?.focus();
  }, [retried]);
  const go = () => {
    pressed.current = true;
    setAsking(null);
    retry.mutate({ message: message.id });
  };
  const press = () => {
    const answered = wroteSince(talk, message.at);
    const closed = view.card.status === "closed";
    if (closed) setAsking(answered ? t("ticket.retryBoth") : t("ticket.retryReopens"));
    else if (answered) setAsking(t("ticket.retryAnswered"));
    else go();
  };
  if (retried)
    return (
      <span ref={note} tabIndex={-1} className="flex-none rounded-tag text-faint">
        · {t("ticket.retried")}
      </span>
    );
  return (
    <>
      <Button kind="quiet" small onPress={press} isPending={retry.isPending}>
        {t("parts.retry")}
      </Button>
      <ConfirmDialog
        open={asking !== null}
        onClose={() => setAsking(null)}
        onConfirm={go}
        title={t("ticket.retryTitle")}
        confirm={t("parts.retry")}
        kind="primary"
      >
        {asking}
      </ConfirmDialog>
    </>
  );
}

/** What of the talk is known here; what is not, is older. Whoever asks is drawn anew when it changes. */
function useTalk(ticket: number): readonly MessageView[] {
  const { data } = useInfiniteQuery({ ...conversationQuery(ticket), enabled: false });
  return useMemo(() => data?.pages.flatMap(({ messages }) => messages) ?? [], [data]);
}

/** Whether the customer wrote after this. */
function wroteSince(talk: readonly MessageView[], at: number): boolean {
  return talk.some((one) => one.at > at && one.side === "customer" && one.counts);
}

/** Whether somebody sent the same words after this, also before the page was opened, and did not call it off. */
function sentSince(talk: readonly MessageView[], { at, text }: MessageView): boolean {
  return talk.some((one) => one.at > at && one.side === "human" && one.state !== "cancelled" && one.text === text);
}

function Cancel({ message, ticket, leavesAt }: { message: MessageView; ticket: number; leavesAt: number }) {
  const t = useText();
  const cancel = useAct("cancel_send", {
    onDone: ({ text }) => {
      // An automatic text is nobody's answer, and what lies in a tray again waits there.
      if (message.side !== "human" || text === null) return;
      answerAgain(ticket, text);
      announce(t("ticket.sendCancelled"));
    },
  });
  return (
    <Button kind="quiet" small onPress={() => cancel.mutate({ message: message.id })} isPending={cancel.isPending}>
      {t("ticket.cancelSend")}{" "}
      <Timer from={message.at} until={leavesAt} show="remaining" shape="words" tinted={false} />
    </Button>
  );
}
