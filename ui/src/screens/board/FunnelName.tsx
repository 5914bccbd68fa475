// Which funnel the board shows: its name, and the way to the others where there are any.
import { ChevronDown } from "lucide-react";
import { Crumb } from "../../app/ScreenFrame";
import { useNames } from "../../data/directory";
import { Press } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { useText } from "../../text";

type FunnelNameProps = {
  /** Null until the board says which it is. */
  present: number | null;
  onChange: (funnel: number) => void;
};

export function FunnelName({ present, onChange }: FunnelNameProps) {
  const t = useText();
  const { funnels } = useNames().all;
  const name = funnels.find((one) => one.id === present)?.name;
  if (name === undefined) return null;
  if (funnels.length < 2) return <Crumb>{name}</Crumb>;
  const commands = funnels.map((one) => ({
    id: `funnel ${one.id}`,
    label: one.name,
    refused: one.id === present ? t("acts.alreadyHere") : null,
    run: () => onChange(one.id),
  }));
  return (
    <Crumb leads>
      <Menu label={t("screens.board")} groups={[{ commands }]}>
        <Press
          aria-label={t("board.funnel", { name })}
          className="-ml-1.5 inline-flex h-control max-w-44 min-w-16 cursor-default items-center gap-1 rounded-control px-1.5 transition-colors hover:bg-hover hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink"
        >
          <span className="min-w-0 truncate">{name}</span>
          <Icon of={ChevronDown} size={14} className="text-faint" />
        </Press>
      </Menu>
    </Crumb>
  );
}
