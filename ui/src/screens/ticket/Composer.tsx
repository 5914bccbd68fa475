// Where the attendant writes: an answer to the customer or a note for the house. A refusal keeps what was typed.
import { Archive, ChevronUp, SendHorizontal, StickyNote } from "lucide";
import { useEffect, useRef, useState } from "react";
import { useContactBack } from "../../app/contact";
import { keyWords } from "../../app/keymap";
import type { TicketView } from "../../bindings/TicketView";
import { useAct } from "../../data";
import { useContact } from "../../host/http";
import { announce } from "../../parts/announce";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Menu } from "../../parts/Menu";
import { Segments } from "../../parts/Segments";
import { faultOf, Notice } from "../../parts/State";
import { doneForGood } from "../../parts/toast";
import { useText } from "../../text";
import { act } from "../../tickets/actions";
import { useActKey } from "../../tickets/hand";
import { AnswerBox, filled } from "./AnswerBox";
import { draftOf, keepDraft, useAnswering } from "./drafts";

type Kind = "reply" | "note";

export function Composer({ view, place }: { view: TicketView; place: "list" | "panel" }) {
  const t = useText();
  const ticket = view.card.id;
  const [kind, setKind] = useState<Kind>("reply");
  const [text, setText] = useState(() => draftOf(ticket, "reply"));
  const [refused, setRefused] = useState<{ words: string; lost: boolean } | null>(null);
  const refuse = (words: string | null, code = "") =>
    setRefused(words === null ? null : { words, lost: code === "unavailable" || useContact.getState().cut });
  useContactBack(() => setRefused(null), refused?.lost ?? false);
  const area = useRef<HTMLTextAreaElement>(null);

  const sent = () => {
    keepDraft(ticket, kind, "");
    setText("");
    setRefused(null);
    announce(kind === "reply" ? t("ticket.queued") : t("ticket.noteKept"));
    const name = view.card.contact_name;
    doneForGood(kind === "reply" ? t("ticket.answerTo", { name }) : t("ticket.noteOn", { name }));
  };
  const notSent = (error: unknown) => {
    const { message, code } = faultOf(error);
    refuse(message, code);
  };
  const options = { onDone: sent, onFailed: notSent };
  const send = useAct("send_message", options);
  const note = useAct("add_note", options);
  /** Its variables are being filled in: a second press in between must not send twice. */
  const filling = useRef(false);
  const busy = send.isPending || note.isPending;

  const write = (next: string) => {
    setText(next);
    keepDraft(ticket, kind, next);
  };
  const turnTo = (next: Kind) => {
    setKind(next);
    setText(draftOf(ticket, next));
    setRefused(null);
    // At once: who types on right after the key of answering would press keys of the window instead.
    area.current?.focus();
    requestAnimationFrame(() => area.current?.setSelectionRange(area.current.value.length, area.current.value.length));
  };
  const asked = useAnswering((state) => (state.ticket === ticket && view.may_act ? state.kind : null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time it is asked for
  useEffect(() => {
    if (!asked) return;
    useAnswering.setState({ ticket: null });
    turnTo(asked);
  }, [asked]);
  const go = async (then?: () => void) => {
    if (text.trim() === "" || busy || filling.current) return;
    if (kind === "note") return note.mutate({ ticket, text });
    // A variable typed by hand is filled in too; the customer never sees braces.
    filling.current = true;
    const ready = await filled(text, ticket);
    filling.current = false;
    if (ready.why) return refuse(ready.why);
    const written = await send.mutateAsync({ ticket, text: ready.text }).catch(() => null);
    if (written) then?.();
  };
  const close = () =>
    void act(
      [{ command: "close_tickets", args: { tickets: [ticket] } }],
      t("acts.closed", { who: view.card.contact_name }),
    );
  useActKey(place, "reply", () => turnTo("reply"), view.may_act);
  useActKey(place, "note", () => turnTo("note"), view.may_act);

  if (!view.may_act) return null;
  const unwritten = text.trim() === "" ? t("ticket.writeFirst") : null;
  return (
    <div
      className={cx(
        "flex flex-none flex-col gap-2 border-t border-hairline px-4 py-2.5",
        kind === "note" && "bg-note-soft",
      )}
    >
      {refused && <Notice tone="danger">{refused.words}</Notice>}
      <AnswerBox
        ticket={ticket}
        label={kind === "reply" ? t("ticket.reply") : t("ticket.note")}
        placeholder={
          kind === "reply"
            ? t("ticket.replyTo", { name: shortened(view.card.contact_name) })
            : t("ticket.notePlaceholder")
        }
        value={text}
        onChange={write}
        onSend={() => void go()}
        onSendAndClose={kind === "reply" ? () => void go(close) : null}
        onRefused={refuse}
        offering={kind === "reply"}
        area={area}
      />
      <div className="flex items-center gap-2">
        <Segments
          label={t("ticket.kind")}
          value={kind}
          onChange={turnTo}
          options={[
            { id: "reply", label: t("ticket.reply"), icon: SendHorizontal },
            { id: "note", label: t("ticket.note"), icon: StickyNote },
          ]}
        />
        <span className="min-w-0 flex-1 truncate text-small text-faint">
          {kind === "note" ? t("ticket.noteHint") : view.card.status === "closed" ? t("ticket.reopens") : ""}
        </span>
        <span className="flex flex-none">
          <Button
            kind="primary"
            keys={keyWords("send")}
            refused={unwritten}
            isPending={busy}
            onPress={() => void go()}
            className={kind === "reply" ? "rounded-r-none!" : undefined}
          >
            {kind === "reply" ? t("ticket.send") : t("ticket.keepNote")}
          </Button>
          {kind === "reply" && (
            <Menu
              label={t("ticket.sendMore")}
              groups={[
                {
                  commands: [
                    {
                      id: "sendAndClose",
                      label: t("keys.sendAndClose"),
                      icon: Archive,
                      keys: keyWords("sendAndClose"),
                      run: () => void go(close),
                    },
                  ],
                },
              ]}
            >
              <Button
                kind="primary"
                icon={ChevronUp}
                aria-label={t("ticket.sendMore")}
                refused={unwritten}
                isPending={busy}
                className="ml-px rounded-l-none! px-2!"
              />
            </Menu>
          )}
        </span>
      </div>
    </div>
  );
}

const nameLettersMax = 40;

/** A name of three hundred letters would make the empty box taller than what is written in it. */
function shortened(name: string): string {
  const letters = [...name];
  return letters.length > nameLettersMax ? `${letters.slice(0, nameLettersMax - 1).join("")}…` : name;
}
