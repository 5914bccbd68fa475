// The text area of an answer: grows with what is typed, offers quick replies after `/` and variables after `{{`, and puts
// in their words as this customer will read them, so that nobody sends braces.
import { Braces, Zap } from "lucide";
import { useEffect, useId, useState } from "react";
import { comboFor } from "../../app/keymap";
import { go } from "../../app/places";
import { call, useAsk } from "../../data";
import { useRefusedBy } from "../../data/session";
import { IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { EmojiButton } from "../../parts/EmojiButton";
import { popoverBox } from "../../parts/fieldStyle";
import { comboOf } from "../../parts/keys";
import { type CommandGroup, Menu } from "../../parts/Menu";
import { matches } from "../../parts/match";
import { faultOf } from "../../parts/State";
import { useText } from "../../text";
import { inOurWords } from "../../text/refusals";
import { hasVariable, type Opened, opened, placeNow, put } from "./offers";

type Offer = { id: string; label: string; detail: string; text: string };

type AnswerBoxProps = {
  ticket: number;
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  onSend: () => void;
  /** Null where there is nothing to close. */
  onSendAndClose: (() => void) | null;
  /** A text could not be put in, and why. */
  onRefused: (why: string | null) => void;
  /** A note to the house has no customer to fill in. */
  offering: boolean;
  area: React.RefObject<HTMLTextAreaElement | null>;
};

export function AnswerBox(props: AnswerBoxProps) {
  const { value, onChange, area, ticket, onRefused } = props;
  const t = useText();
  const list = useId();
  const [open, setOpen] = useState<(Opened & { at: number }) | null>(null);
  const all = useOffers(props.offering);
  const offered = open ? offersFor(all[open.kind], open.typed) : [];
  const current = offered[Math.min(open?.at ?? 0, offered.length - 1)];
  const showing = open !== null && offered.length > 0;

  const look = (text: string, caret: number) => {
    const found = props.offering ? opened(text, caret) : null;
    setOpen(found && { ...found, at: 0 });
  };
  const show = (next: { text: string; caret: number }) => {
    onChange(next.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const take = (offer: Offer, place: Pick<Opened, "start" | "end">) => {
    setOpen(null);
    void filled(offer.text, ticket).then(({ text, why }) => {
      onRefused(why);
      // People type on while the answer comes.
      const present = area.current?.value ?? value;
      const caret = area.current?.selectionStart ?? present.length;
      const here = placeNow(value, present, place, caret);
      const next = put(present, here, text);
      show({ text: next.text, caret: next.caret + Math.max(0, caret - here.end) });
    });
  };
  const atCaret = (offer: Offer) => {
    const start = area.current?.selectionStart ?? value.length;
    take(offer, { start, end: area.current?.selectionEnd ?? start });
  };
  const insertSign = (sign: string) => {
    const start = area.current?.selectionStart ?? value.length;
    show(put(value, { start, end: area.current?.selectionEnd ?? start }, sign));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const moves: Record<string, () => void> =
      showing && open
        ? {
            ArrowDown: () => setOpen({ ...open, at: (open.at + 1) % offered.length }),
            ArrowUp: () => setOpen({ ...open, at: (open.at + offered.length - 1) % offered.length }),
            Enter: () => current && take(current, open),
            Tab: () => current && take(current, open),
            Escape: () => setOpen(null),
          }
        : { Escape: () => area.current?.blur() };
    const combo = comboOf(event);
    const sends =
      combo === comboFor("send") ? props.onSend : combo === comboFor("sendAndClose") ? props.onSendAndClose : null;
    const move = sends ?? (event.ctrlKey || event.metaKey ? undefined : moves[event.key]);
    // Who writes moves nothing else: Ctrl+Z takes back letters, and Esc leaves the box and not the ticket.
    event.stopPropagation();
    if (!move) return;
    if (event.key !== "Escape" || showing) event.preventDefault();
    move();
  };

  // Grows with what is typed, up to a third of the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again whenever the text changes
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, window.innerHeight / 3)}px`;
  }, [value, area]);

  return (
    <div className="relative flex items-start gap-1">
      <textarea
        ref={area}
        rows={2}
        dir="auto"
        value={value}
        placeholder={props.placeholder}
        onChange={({ target }) => {
          onChange(target.value);
          look(target.value, target.selectionStart);
        }}
        onBlur={() => setOpen(null)}
        onKeyDown={onKeyDown}
        data-mark="frame"
        aria-label={props.label}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={showing ? list : undefined}
        aria-activedescendant={showing && current ? `${list}-${current.id}` : undefined}
        className="block min-w-0 flex-1 resize-none bg-transparent outline-none placeholder:text-faint"
      />
      <span className="flex flex-none">
        {props.offering && <OfferButtons all={all} onTake={atCaret} />}
        <EmojiButton onPick={insertSign} />
      </span>
      {showing && (
        <div
          id={list}
          role="listbox"
          aria-label={t(open.kind === "reply" ? "replies.title" : "rules.variables")}
          className={cx(popoverBox, "absolute inset-x-0 bottom-full z-20 mb-1 max-h-56")}
        >
          {offered.map((one) => (
            <div
              key={one.id}
              id={`${list}-${one.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={one === current}
              ref={(element) => {
                if (one === current) element?.scrollIntoView({ block: "nearest" });
              }}
              onPointerDown={(event) => {
                event.preventDefault();
                take(one, open);
              }}
              className={cx("flex min-h-7 items-center gap-3 rounded-tag px-2", one === current && "bg-hover")}
            >
              <span className="max-w-48 flex-none truncate font-medium">{one.label}</span>
              <span className="min-w-0 flex-1 truncate text-small text-faint">{one.detail}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** The same two lists for those who do not type their signs. */
function OfferButtons({ all, onTake }: { all: Offers; onTake: (offer: Offer) => void }) {
  const t = useText();
  const refused = useRefusedBy()("save_quick_replies");
  const group = (offers: readonly Offer[]): CommandGroup => ({
    commands: offers.map((one) => ({ id: one.id, label: one.label, detail: one.detail, run: () => onTake(one) })),
  });
  const manage: CommandGroup = {
    commands: [
      {
        id: "manage",
        label: t("replies.manage"),
        refused,
        run: () => go("/configuracoes", { secao: "replies" }),
      },
    ],
  };
  return (
    <>
      <Menu label={t("replies.title")} groups={() => (all.reply.length > 0 ? [group(all.reply), manage] : [manage])}>
        <IconButton icon={Zap} small label={t("replies.insert")} keys="/" />
      </Menu>
      <Menu label={t("rules.variables")} groups={() => [group(all.variable)]}>
        <IconButton icon={Braces} small label={t("rules.insertVariable")} keys="{{" />
      </Menu>
    </>
  );
}

type Offers = Record<Opened["kind"], readonly Offer[]>;

function useOffers(enabled: boolean): Offers {
  const replies = useAsk("quick_replies", {}, { enabled }).data?.replies ?? [];
  const variables = useAsk("text_variables", {}, { enabled }).data ?? [];
  return {
    reply: replies.map(({ name, text }) => ({ id: `reply-${name}`, label: `/${name}`, detail: text, text })),
    variable: variables.map(({ name, description }) => ({
      id: `variable-${name}`,
      label: inOurWords(description),
      detail: name,
      text: `{{${name}}}`,
    })),
  };
}

/** By name first: whoever types the beginning of one means it, whatever the texts of others say. */
function offersFor(offers: readonly Offer[], typed: string): Offer[] {
  const [named, others] = [true, false].map((byName) =>
    offers.filter((one) => matches(`${one.label} ${one.detail}`, typed) && matches(one.label, typed) === byName),
  );
  return [...(named ?? []), ...(others ?? [])];
}

/** The text with its variables as this ticket has them; as it was, with the reason, if one of them is empty. */
export async function filled(text: string, ticket: number): Promise<{ text: string; why: string | null }> {
  if (!hasVariable(text)) return { text, why: null };
  try {
    const preview = await call("preview_text", { text, ticket });
    return { text: preview.text ?? text, why: inOurWords(preview.problems[0]?.message ?? "") || null };
  } catch (error) {
    return { text, why: faultOf(error).message };
  }
}
