// "Chegando em instantes": who will be here within minutes unless the customer answers.

import { openTicket } from "../../app/places";
import type { Arriving } from "../../bindings/Arriving";
import type { EntryMode } from "../../bindings/EntryMode";
import { Timer } from "../../parts/Timer";
import { useText } from "../../text";

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
  if (arriving.length === 0) return null;
  return (
    <section
      aria-label={t("waiting.arriving")}
      className="flex h-9 flex-none items-center gap-2 overflow-x-auto border-t border-hairline bg-app px-4"
    >
      <h2 className="flex-none text-small font-medium text-faint">
        {mode === "automatic" ? t("waiting.arriving") : t("waiting.mayArrive")}
      </h2>
      {arriving.map((one) => (
        <button
          key={one.ticket}
          type="button"
          onClick={() => openTicket(one.ticket)}
          className="inline-flex h-6 flex-none items-center gap-1.5 rounded-full border border-hairline bg-surface px-2.5 text-small transition-colors hover:border-control"
        >
          {one.contact_name}
          <Timer from={one.at - wait} until={one.at} show="remaining" ring />
        </button>
      ))}
    </section>
  );
}
