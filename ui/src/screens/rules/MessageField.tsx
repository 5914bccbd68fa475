// The text of a message: grows with what is written, marks its variables, and offers them after `{{` or from {x}.
import { Braces } from "lucide";
import { useId, useRef } from "react";
import { FieldError, Text, TextArea, TextField } from "react-aria-components";
import type { TextVariable } from "../../bindings/TextVariable";
import { useAsk } from "../../data";
import { IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { EmojiButton } from "../../parts/EmojiButton";
import { FieldLabel, fieldColumn } from "../../parts/Field";
import { popoverBox } from "../../parts/fieldStyle";
import { Menu } from "../../parts/Menu";
import { useText } from "../../text";
import { number } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { type Offer, useOffer, useUnknown } from "./offer";
import { type Edited, pieces, putVariable } from "./variables";

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

export function MessageField(props: MessageFieldProps) {
  const { value, onChange, oneLine = false, short = false } = props;
  const list = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const query = useAsk("text_variables", {});
  const variables = (query.data ?? []).map((one) => ({ ...one, description: inOurWords(one.description) }));
  const unknown = useUnknown(value, props.disabled ? undefined : query.data);
  const isWrong = (piece: string) => unknown.has(piece) || Boolean(props.error?.includes(piece));
  const show = (next: Edited) => {
    onChange(next.text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const offer = useOffer(value, variables, show);
  const put = (edited: (start: number, end: number) => Edited) => {
    const start = area.current?.selectionStart ?? value.length;
    offer.close();
    show(edited(start, area.current?.selectionEnd ?? start));
  };

  return (
    <TextField
      value={value}
      onChange={(text) => {
        onChange(oneLine ? text.replace(/\s*\n\s*/g, " ") : text);
        offer.look(text, area.current?.selectionStart ?? text.length);
      }}
      onBlur={() => {
        offer.close();
        props.onBlur?.();
      }}
      isInvalid={Boolean(props.error)}
      isDisabled={props.disabled}
      isRequired={props.required}
      validationBehavior="aria"
      className={cx(fieldColumn, "relative")}
    >
      <Head
        {...props}
        variables={variables}
        onVariable={(name) => put((start, end) => putVariable(value, start, end, name))}
        onSign={(sign) =>
          put((start, end) => ({ text: value.slice(0, start) + sign + value.slice(end), caret: start + sign.length }))
        }
      />
      <div
        className={cx(
          oneLine ? "min-h-8" : short ? "min-h-14" : "min-h-24",
          "grid max-h-80 overflow-y-auto rounded-control border bg-surface transition-colors focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent",
          props.error ? "border-danger" : "border-control",
          props.disabled && "opacity-50",
        )}
      >
        <Drawn text={value} isWrong={isWrong} />
        <Written area={area} value={value} offer={offer} list={list} oneLine={oneLine} />
      </div>
      <OfferList offer={offer} list={list} />
      <Foot hint={props.hint} error={props.error} unknown={unknown} />
    </TextField>
  );
}

type HeadProps = MessageFieldProps & {
  variables: readonly TextVariable[];
  onVariable: (name: string) => void;
  onSign: (sign: string) => void;
};

function Head(props: HeadProps) {
  const { value, charsMax = messageCharsMax, variables, onVariable, onSign } = props;
  const t = useText();
  return (
    <div className="flex h-6 items-center gap-2">
      <FieldLabel words={props} />
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
                run: () => onVariable(one.name),
              })),
            },
          ]}
        >
          <IconButton icon={Braces} small label={t("rules.insertVariable")} isDisabled={props.disabled} />
        </Menu>
        <EmojiButton isDisabled={props.disabled} onPick={onSign} />
      </span>
    </div>
  );
}

const wrong = "text-danger underline decoration-wavy underline-offset-4";

/** The text as it looks, under the one that is written. */
function Drawn({ text, isWrong }: { text: string; isWrong: (piece: string) => boolean }) {
  return (
    <div aria-hidden="true" className={cx(typeface, "pointer-events-none text-ink")}>
      {pieces(text).map((piece, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, drawn anew with it
          key={index}
          className={cx(piece.kind !== "plain" && (isWrong(piece.text) ? wrong : "rounded-tag bg-info-soft text-info"))}
        >
          {piece.text}
        </span>
      ))}
      {"\u200b"}
    </div>
  );
}

type WrittenProps = {
  area: React.RefObject<HTMLTextAreaElement | null>;
  value: string;
  offer: Offer;
  list: string;
  oneLine: boolean;
};

function Written({ area, value, offer, list, oneLine }: WrittenProps) {
  const { offered, current, closed, look, onKey } = offer;
  return (
    <TextArea
      ref={area}
      data-mark="frame"
      rows={oneLine ? 1 : undefined}
      onKeyDown={(event) => {
        const taken = onKey(event.key);
        if (taken) event.stopPropagation();
        if (taken || (oneLine && offered.length === 0 && event.key === "Enter")) event.preventDefault();
      }}
      onClick={(event) => look(value, event.currentTarget.selectionStart)}
      onKeyUp={(event) => event.key.startsWith("Arrow") && closed && look(value, event.currentTarget.selectionStart)}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={offered.length > 0 ? list : undefined}
      aria-activedescendant={current ? `${list}-${current.name}` : undefined}
      className={cx(typeface, "resize-none overflow-hidden bg-transparent text-transparent caret-ink outline-none")}
    />
  );
}

function OfferList({ offer, list }: { offer: Offer; list: string }) {
  const t = useText();
  const { offered, current, take } = offer;
  if (offered.length === 0) return null;
  return (
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
            take(one.name);
          }}
          className={cx("flex min-h-7 items-center gap-3 rounded-tag px-2", one === current && "bg-hover")}
        >
          <span className="min-w-0 flex-1 truncate">{one.description}</span>
          <code className="text-small text-faint">{`{{${one.name}}}`}</code>
        </div>
      ))}
    </div>
  );
}

type FootProps = Pick<MessageFieldProps, "hint" | "error"> & { unknown: ReadonlySet<string> };

function Foot({ hint, error, unknown }: FootProps) {
  const t = useText();
  // What is wrong is said of the first; the others are named, so that one look is enough.
  const others = error ? [...unknown].filter((piece) => !error.includes(piece)) : [];
  return (
    <>
      {hint && !error && (
        <Text slot="description" className="text-small text-faint">
          {hint}
        </Text>
      )}
      <FieldError className="text-small text-danger">
        {error} {others.length > 0 && t("rules.alsoUnknown", { count: others.length, names: others.join(", ") })}
      </FieldError>
    </>
  );
}
