// "Chegando em instantes": who will be here within minutes unless the customer answers.
import { ArrowUpToLine } from "lucide";
import { useEffect, useRef } from "react";
import { openTicket } from "../../app/places";
import type { Arriving } from "../../bindings/Arriving";
import type { EntryMode } from "../../bindings/EntryMode";
import { useRefusedBy } from "../../data/session";
import { IconButton } from "../../parts/Button";
import { focusIsFree } from "../../parts/kept";
import { Timer } from "../../parts/Timer";
import { useText } from "../../text";
import { act } from "../../tickets/actions";
import { nameOf } from "../../tickets/name";

export function ArrivingStrip({
  arriving,
  wait,
  mode,
}: {
  arriving: readonly Arriving[];
  wait: number;
  mode: EntryMode;
}) {
  const t = useText();
  const strip = useRef<HTMLElement>(null);
  const held = useRef(false);
  // Who had one that has gone is at the next, or where they go.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when one may have gone
  useEffect(() => {
    if (!held.current || !focusIsFree()) return;
    const next = strip.current?.querySelector("button") ?? document.querySelector<HTMLElement>("[role=grid]");
    next?.focus({ preventScroll: true });
  }, [arriving]);
  const refused = useRefusedBy()("move_to_no_interaction");
  if (arriving.length === 0) return null;
  const moveNow = (one: Arriving) =>
    void act(
      [{ command: "move_to_no_interaction", args: { tickets: [one.ticket] } }],
      t("acts.moved", { who: nameOf(one, t), where: t("screens.waiting") }),
    );
  return (
    <section
      ref={strip}
      onFocus={() => {
        held.current = true;
      }}
      onBlur={({ relatedTarget }) => {
        held.current = relatedTarget === null;
      }}
      aria-label={t("waiting.arriving")}
      className="flex h-9 flex-none items-center gap-2 overflow-x-auto border-t border-hairline bg-app px-4"
    >
      <h2 className="flex-none text-small font-medium text-faint">
        {mode === "automatic" ? t("waiting.arriving") : t("waiting.mayArrive")}
      </h2>
      {arriving.map((one) => (
        <span
          key={one.ticket}
          className="inline-flex h-7 flex-none items-center rounded-full border border-hairline bg-surface pr-0.5 text-small transition-colors hover:border-control"
        >
          <button
            type="button"
            onClick={() => openTicket(one.ticket)}
            className="inline-flex h-6 items-center gap-1.5 rounded-full pr-1 pl-2.5 hover:text-accent"
          >
            <span className="max-w-48 truncate">{nameOf(one, t)}</span>
            <Timer from={one.at - wait} until={one.at} show="remaining" ring />
          </button>
          <IconButton
            icon={ArrowUpToLine}
            small
            label={t("waiting.moveNow", { name: nameOf(one, t) })}
            refused={refused}
            onPress={() => moveNow(one)}
            className="rounded-full!"
          />
        </span>
      ))}
    </section>
  );
}
