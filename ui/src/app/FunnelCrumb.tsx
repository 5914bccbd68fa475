// Which funnel one is in, on the board and on its neighbours: its name, and the way to the others where there are any.
import { ChevronDown } from "lucide";
import { useEffect } from "react";
import { create } from "zustand";
import { useNames } from "../data/directory";
import { Press } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { useText } from "../text";
import { go } from "./places";
import { Crumb } from "./ScreenFrame";

/** The one that was shown last; null until a board has been. */
const useLastFunnel = create<{ funnel: number | null }>(() => ({ funnel: null }));

/** The board says which funnel it shows, so that its neighbours lead back to it. */
export function useShownFunnel(funnel: number | undefined): void {
  useEffect(() => {
    if (funnel !== undefined) useLastFunnel.setState({ funnel });
  }, [funnel]);
}

/** What brings the board back as it was; nothing where there is only one. */
export function useBoardSearch(): { funil?: number } {
  const last = useLast();
  return last === null ? {} : { funil: last };
}

/** Where there is only one nobody listens: a board that has just been drawn would be drawn once more. */
function useLast(): number | null {
  const many = useNames().funnels.length > 1;
  return useLastFunnel((state) => (many ? state.funnel : null));
}

export function FunnelCrumb() {
  const t = useText();
  const { funnels } = useNames();
  const last = useLast();
  const present = funnels.find((one) => one.id === last) ?? funnels[0];
  if (!present) return null;
  if (funnels.length < 2) return <Crumb>{present.name}</Crumb>;
  const commands = funnels.map((one) => ({
    id: `funnel ${one.id}`,
    label: one.name,
    refused: one === present ? t("acts.alreadyHere") : null,
    run: () => go("/funil", { funil: one.id }),
  }));
  return (
    <Crumb leads>
      <Menu label={t("screens.board")} groups={[{ commands }]}>
        <Press
          aria-label={t("board.funnel", { name: present.name })}
          className="-ml-1.5 inline-flex h-control max-w-44 min-w-16 cursor-default items-center gap-1 rounded-control px-1.5 transition-colors hover:bg-hover hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink"
        >
          <span className="min-w-0 truncate">{present.name}</span>
          <Icon of={ChevronDown} size={14} className="text-faint" />
        </Press>
      </Menu>
    </Crumb>
  );
}
