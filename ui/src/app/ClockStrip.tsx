// The red strip of a computer whose clock is wrong: which way, how much, what is held, what to do.
import { ClockAlert } from "lucide";
import { useNames } from "../data/directory";
import { spanWords } from "../parts/duration";
import { Icon } from "../parts/Icon";
import { useText } from "../text";
import { useStatus } from "./railCounts";

export function ClockStrip() {
  const clock = useStatus()?.clock;
  const names = useNames();
  if (!clock) return null;
  return <WrongClock ahead={clock.ahead} name={names.connection(clock.connection)?.name ?? "?"} />;
}

/** `ahead` in milliseconds, negative where the clock is behind. */
export function WrongClock({ ahead, name }: { ahead: number; name: string }) {
  const t = useText();
  const said = { by: spanWords(Math.abs(ahead)), name };
  return (
    <section
      role="alert"
      className="flex min-h-7 flex-none items-center gap-x-2 border-b border-hairline bg-danger px-4 py-1 text-small font-medium text-on-danger print:hidden"
    >
      <Icon of={ClockAlert} size={14} />
      <span className="min-w-0">{ahead < 0 ? t("status.clockBehind", said) : t("status.clockAhead", said)}</span>
    </section>
  );
}
