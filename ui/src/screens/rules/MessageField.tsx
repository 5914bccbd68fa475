// The text of a message: grows with what is written, marks its variables, and offers them after `{{` or from {x}.
import { Braces } from "lucide";
import { useId, useRef, useState } from "react";
import { FieldError, Label, Text, TextArea, TextField, useFilter } from "react-aria-components";
import type { TextVariable } from "../../bindings/TextVariable";
import { useAsk, useAskEach } from "../../data";
import { IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { EmojiButton } from "../../parts/EmojiButton";
import { fieldColumn } from "../../parts/Field";
import { popoverBox } from "../../parts/fieldStyle";
import { Menu } from "../../parts/Menu";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";
import { number } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { type Edited, openVariable, pieces, putVariable, variablesOf } from "./variables";

type MessageFieldProps = {
  label: string;
  /** It is read aloud but not drawn: what stands above says it. */
  labelHidden?: boolean;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  error?: string | null;
  hint?: string;
  required?: boolean;
  disabled?: boolean;
  /** As much as the backend takes. */
  charsMax?: number;
  /** One line: Enter writes nothing. */
  oneLine?: boolean;
  /** Begins two lines high instead of four. */
  short?: boolean;
};

const messageCharsMax = 4_096;
const typeface = "col-start-1 row-start-1 px-2.5 py-1.5 text-base leading-5 whitespace-pre-wrap break-words font-sans";

const wrong = "text-danger underline decoration-wavy underline-offset-4";

export function MessageField(props: MessageFieldProps) {
  const { value, onChange, charsMax = messageCharsMax, oneLine = false, short = false } = props;
  const t = useText();
  const list = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const query = useAsk("text_variables", {});
  const variables = (query.data ?? []).map((one) => ({ ...one, description: inOurWords(one.description) }));
  const unknown = useUnknown(value, props.disabled ? undefined : query.data);
  const isWrong = (piece: string) => unknown.has(piece) || Boolean(props.error?.includes(piece));
  const { contains } = useFilter({ sensitivity: "base" });
  const [open, setOpen] = useState<{ start: number; end: number; typed: string; at: number } | null>(null);
  const offered = open
    ? variables.filter((one) => contains(one.name, open.typed) || contains(one.description, open.typed))
    : [];
  const current = offered[Math.min(open?.at ?? 0, offered.length - 1)];

  const look = (text: string, caret: number) => {
    const found = openVariable(text, caret);
    setOpen(found ? { start: found.start, end: caret, typed: found.typed, at: 0 } : null);
  };
  const put = (name: string, start: number, end: number) => show(putVariable(value, start, end, name));
  const show = (next: Edited) => {
    onChange(next.text);
    setOpen(null);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!open || offered.length === 0) {
      if (oneLine && event.key === "Enter") event.preventDefault();
      return;
    }
    const moves: Record<string, () => void> = {
      ArrowDown: () => setOpen({ ...open, at: (open.at + 1) % offered.length }),
      ArrowUp: () => setOpen({ ...open, at: (open.at + offered.length - 1) % offered.length }),
      Enter: () => current && put(current.name, open.start, open.end),
      Tab: () => current && put(current.name, open.start, open.end),
      Escape: () => setOpen(null),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  // What is wrong is said of the first; the others are named, so that one look is enough.
  const others = props.error ? [...unknown].filter((piece) => !props.error?.includes(piece)) : [];

  return (
    <TextField
      value={value}
      onChange={(text) => {
        onChange(oneLine ? text.replace(/\s*\n\s*/g, " ") : text);
        look(text, area.current?.selectionStart ?? text.length);
      }}
      onBlur={() => {
        setOpen(null);
        props.onBlur?.();
      }}
      isInvalid={Boolean(props.error)}
      isDisabled={props.disabled}
      isRequired={props.required}
      validationBehavior="aria"
      className={cx(fieldColumn, "relative")}
    >
      <div className="flex h-6 items-center gap-2">
        <Label
          className={props.labelHidden ? "sr-only" : "flex items-baseline gap-1 text-small font-medium text-muted"}
        >
          {props.label}
          {props.required && (
            <span aria-hidden="true" className="text-danger">
              *
            </span>
          )}
        </Label>
        <span className="tabular ml-auto text-meta text-faint">
          {value.length > charsMax * 0.8 && `${number(value.length)} / ${number(charsMax)}`}
        </span>
        <span className="flex flex-none items-center">
          <Menu
            label={t("rules.variables")}
            groups={[
              {
                commands: variables.map((one) => ({
                  id: one.name,
                  label: one.description,
                  detail: `{{${one.name}}}`,
                  run: () => insertAtCaret(one.name),
                })),
              },
            ]}
          >
            <IconButton icon={Braces} small label={t("rules.insertVariable")} isDisabled={props.disabled} />
          </Menu>
          <EmojiButton isDisabled={props.disabled} onPick={insertSign} />
        </span>
      </div>
      <div
        className={cx(
          oneLine ? "min-h-8" : short ? "min-h-14" : "min-h-24",
          "grid max-h-80 overflow-y-auto rounded-control border bg-surface transition-colors focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent",
          props.error ? "border-danger" : "border-control",
          props.disabled && "opacity-50",
        )}
      >
        <div aria-hidden="true" className={cx(typeface, "pointer-events-none text-ink")}>
          {pieces(value).map((piece, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, drawn anew with it
              key={index}
              className={cx(
                piece.kind !== "plain" && (isWrong(piece.text) ? wrong : "rounded-tag bg-info-soft text-info"),
              )}
            >
              {piece.text}
            </span>
          ))}
          {"\u200b"}
        </div>
        <TextArea
          ref={area}
          data-mark="frame"
          rows={oneLine ? 1 : undefined}
          onKeyDown={onKeyDown}
          onClick={(event) => look(value, event.currentTarget.selectionStart)}
          onKeyUp={(event) => event.key.startsWith("Arrow") && !open && look(value, event.currentTarget.selectionStart)}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={open && offered.length > 0 ? list : undefined}
          aria-activedescendant={open && current ? `${list}-${current.name}` : undefined}
          className={cx(typeface, "resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none")}
        />
      </div>
      {open && offered.length > 0 && (
        <div
          id={list}
          role="listbox"
          aria-label={t("rules.variables")}
          className={cx(popoverBox, "absolute inset-x-0 top-full z-20 mt-1 max-h-56")}
        >
          {offered.map((one) => (
            <div
              key={one.name}
              id={`${list}-${one.name}`}
              role="option"
              tabIndex={-1}
              aria-selected={one === current}
              onPointerDown={(event) => {
                event.preventDefault();
                put(one.name, open.start, open.end);
              }}
              className={cx("flex min-h-7 items-center gap-3 rounded-tag px-2", one === current && "bg-hover")}
            >
              <span className="min-w-0 flex-1 truncate">{one.description}</span>
              <code className="text-small text-faint">{`{{${one.name}}}`}</code>
            </div>
          ))}
        </div>
      )}
      {props.hint && !props.error && (
        <Text slot="description" className="text-small text-faint">
          {props.hint}
        </Text>
      )}
      <FieldError className="text-small text-danger">
        {props.error} {others.length > 0 && t("rules.alsoUnknown", { count: others.length, names: others.join(", ") })}
      </FieldError>
    </TextField>
  );

  function insertAtCaret(name: string) {
    const { start, end } = selection();
    put(name, start, end);
  }

  function insertSign(sign: string) {
    const { start, end } = selection();
    show({ text: value.slice(0, start) + sign + value.slice(end), caret: start + sign.length });
  }

  function selection(): { start: number; end: number } {
    const start = area.current?.selectionStart ?? value.length;
    return { start, end: area.current?.selectionEnd ?? start };
  }
}

const settleMs = 350;
const askedMax = 20;

/** The variables of a text, braces and all, that there are none of. Only the backend knows the shorter names of some. */
function useUnknown(text: string, listed: readonly TextVariable[] | undefined): ReadonlySet<string> {
  const open = listed ? variablesOf(text).filter((one) => !listed.some(({ name }) => one.name === name)) : [];
  const asked: string[] = JSON.parse(useSettled(JSON.stringify(open.map((one) => one.text)), settleMs));
  const written = asked.slice(0, askedMax);
  const replies = useAskEach(
    "preview_text",
    written.map((one) => ({ text: one })),
  );
  // Refused before any ticket was looked at: wrong for every one of them.
  return new Set(
    written.filter((_, index) => {
      const reply = replies[index]?.data;
      return reply !== undefined && reply.problems.length > 0 && reply.ticket === null;
    }),
  );
}
