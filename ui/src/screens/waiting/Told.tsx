// "Notificações enviadas": who was told, and how far it got.
import { Check, CheckCheck, Clock, X } from "lucide";
import type { ToldView } from "../../bindings/ToldView";
import { useNames } from "../../data/directory";
import { now } from "../../parts/clock";
import { cx } from "../../parts/cx";
import { type Glyph, Icon } from "../../parts/Icon";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { inOurWords } from "../../text/refusals";

const icons: Record<ToldView["state"], Glyph> = {
  planned: Clock,
  sending: Clock,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: X,
  cancelled: X,
  unknown: X,
  missed: X,
};

export function Told({ told }: { told: readonly ToldView[] }) {
  const t = useText();
  const names = useNames();
  if (told.length === 0) return <span className="text-faint">{t("waiting.nobodyTold")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {told.map((one) => {
        const bad = icons[one.state] === X;
        const name = names.user(one.user)?.name;
        const words = [
          t(`waiting.toldTo.${one.to}`),
          name,
          t(`messageState.${one.state}`),
          whenShort(one.at, now()),
          inOurWords(one.detail),
        ]
          .filter(Boolean)
          .join(" · ");
        return (
          <span
            key={`${one.to} ${one.user ?? ""} ${one.at}`}
            title={words}
            className={cx("inline-flex items-center gap-0.5 text-small", bad ? "text-danger" : "text-muted")}
          >
            {t(`waiting.toldShort.${one.to}`)}
            <Icon of={icons[one.state]} size={14} className={one.state === "read" ? "text-accent" : ""} />
            <span className="sr-only">{words}</span>
          </span>
        );
      })}
    </span>
  );
}
