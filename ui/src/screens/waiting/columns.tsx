// The columns of Sem Interação, and the orders its rows can stand in.
import { TriangleAlert } from "lucide";
import { useMemo } from "react";
import type { UserView } from "../../bindings/UserView";
import type { WaitingRow } from "../../bindings/WaitingRow";
import { useNames } from "../../data/directory";
import type { Column, Sort } from "../../parts/GridRow";
import { Icon } from "../../parts/Icon";
import { Avatar } from "../../parts/Tag";
import { Timer } from "../../parts/Timer";
import { useNow } from "../../parts/useNow";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { LastWord, OpeningName } from "../../tickets/marks";
import { nameOf } from "../../tickets/name";
import { Told } from "./Told";

export function useColumns(cut: number | null): Column<WaitingRow>[] {
  const t = useText();
  const names = useNames();
  return useMemo(
    () => [
      {
        id: "customer",
        title: t("waiting.customer"),
        width: "minmax(9rem, 1.6fr)",
        sortable: true,
        wraps: true,
        cell: ({ card }) => (
          <span className="flex min-w-0 flex-col items-start @min-[80rem]:flex-row @min-[80rem]:items-baseline @min-[80rem]:gap-2">
            <OpeningName ticket={card.id} className="flex-none leading-4">
              {nameOf(card, t)}
            </OpeningName>
            <span className="max-w-full min-w-0 truncate text-small text-faint">
              {/* Our own notice says the same in every row; whose ticket it is says more. */}
              {card.last_side === "automation" ? card.subject || card.protocol : <LastWord card={card} />}
            </span>
          </span>
        ),
      },
      {
        id: "status",
        title: t("waiting.status"),
        width: "minmax(6rem, 1.4fr)",
        wraps: true,
        cell: (row) => <StatusCell row={row} cut={cut} />,
      },
      {
        id: "wait",
        title: t("waiting.wait"),
        width: "minmax(6rem, 1.15fr)",
        sortable: true,
        cell: ({ card }) => (
          <Timer from={card.silent_since ?? card.entered_at ?? card.last_at} show="elapsed" className="font-medium" />
        ),
      },
      {
        id: "told",
        title: t("waiting.told"),
        width: "minmax(8rem, 1.7fr)",
        // Whose notice did not arrive is said by the state as well.
        fromRem: 41,
        wraps: true,
        cell: (row) => <Told told={row.told} />,
      },
      {
        id: "keeper",
        title: t("waiting.keeper"),
        width: "minmax(6rem, 1fr)",
        // The same for all as a rule, and said above the list.
        fromRem: 46,
        cell: ({ card }) => <Person user={names.user(card.assignee)} />,
      },
      {
        id: "technician",
        title: t("waiting.technician"),
        width: "minmax(6rem, 1fr)",
        cell: ({ card }) => <Person user={names.user(card.returns_to)} />,
      },
    ],
    [t, names, cut],
  );
}

function StatusCell({ row, cut }: { row: WaitingRow; cut: number | null }) {
  const t = useText();
  const instant = useNow(60);
  const spared = cut !== null && row.closes_at !== null && row.closes_at > cut ? row.closes_at : null;
  const undelivered = row.told.some(
    (told) => told.to === "customer" && (told.state === "failed" || told.state === "unknown"),
  );
  return undelivered ? (
    <span className="flex items-center gap-1.5 text-danger">
      <Icon of={TriangleAlert} size={14} />
      {t("waiting.undelivered")}
    </span>
  ) : (
    <span className="text-muted">
      {t("waiting.awaiting")}
      {spared !== null && (
        <span className="block text-small text-faint">{t("waiting.spared", { when: whenShort(spared, instant) })}</span>
      )}
    </span>
  );
}

function Person({ user }: { user: UserView | undefined }) {
  const t = useText();
  if (!user) return <span className="text-faint">{t("ticket.nobody")}</span>;
  const away = awayWords(user, t);
  return (
    <span className="flex min-w-0 items-center gap-1.5 py-0.5" title={away && `${user.name}, ${away}`}>
      <Avatar name={user.name} size="small" silent away={away} className="@max-[56rem]:hidden" />
      <span className="flex min-w-0 flex-col leading-4">
        <span className="truncate">{user.name}</span>
        {away && <span className="truncate text-small text-faint">{away}</span>}
      </span>
    </span>
  );
}

export function sortRows(rows: readonly WaitingRow[], { column, down }: Sort): WaitingRow[] {
  const since = (row: WaitingRow) => row.card.silent_since ?? row.card.entered_at ?? row.card.last_at;
  const sign = down ? 1 : -1;
  // Longest wait first is "down": the earliest instant on top.
  return rows.toSorted((one, other) =>
    column === "customer"
      ? -sign * one.card.contact_name.localeCompare(other.card.contact_name, "pt-BR")
      : sign * (since(one) - since(other)),
  );
}
