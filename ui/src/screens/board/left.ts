// Cards that left a frozen column: they keep their places, and each says where it went. Where that is, is asked of the
// ticket itself: it may have gone where the board does not show it.
import { useCallback, useRef } from "react";
import type { TicketCard } from "../../bindings/TicketCard";
import { useAskEach } from "../../data";
import { type Names, useNames } from "../../data/directory";
import { type Text, useText } from "../../text";
import { placeOf } from "./columns";

type Kept = {
  /** A card that left, as it was shown last. */
  left: ((id: number) => TicketCard | undefined) | undefined;
  /** Tells what is shown. */
  keep: (rows: readonly TicketCard[]) => void;
};

export function useKeptCards(frozen: boolean): Kept {
  const shown = useRef<ReadonlyMap<number, TicketCard>>(new Map());
  const keep = useCallback((rows: readonly TicketCard[]) => {
    shown.current = new Map(rows.map((card) => [card.id, card]));
  }, []);
  return { left: frozen ? (id) => shown.current.get(id) : undefined, keep };
}

/**
 * Of the cards that a frozen column still shows and that are `missing` in it, those that are elsewhere, with the name of
 * that place. One that only stands further down than what was fetched of the column is none of them.
 */
export function useWhereabouts(
  missing: readonly TicketCard[],
  /** Those this person has just dropped elsewhere: the ticket itself may not know yet. */
  dropped: ReadonlySet<number>,
  column: string,
  funnel: number,
): ReadonlyMap<number, string> {
  const t = useText();
  const names = useNames();
  const views = useAskEach(
    "ticket",
    missing.map(({ id }) => ({ ticket: id })),
  );
  const where = new Map<number, string>();
  missing.forEach(({ id }, index) => {
    const view = views[index];
    if (view?.data && placeOf(view.data.card) !== column)
      where.set(id, `→ ${placeName(view.data.card, funnel, names, t)}`);
    else if (view?.isError || dropped.has(id)) where.set(id, t("board.leftHere"));
  });
  return where;
}

function placeName(card: TicketCard, funnel: number, names: Names, t: Text): string {
  if (card.status === "closed") return t("board.columns.closed");
  if (card.entered_at !== null) return t("board.columns.no_interaction");
  const stage = names.stage(card.stage);
  if (!stage) return t("board.columns.no_stage");
  const other = stage.funnel === funnel ? undefined : names.all.funnels.find((one) => one.id === stage.funnel);
  return other ? `${other.name} › ${stage.name}` : stage.name;
}
