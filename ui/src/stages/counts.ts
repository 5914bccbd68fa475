// How many tickets are in each stage that has a limit, whatever a filter leaves of them on the screen. Deliberately not the
// last word: people may not see all the tickets of a stage, and the backend counts again.
import { useMemo } from "react";
import type { Board } from "../bindings/Board";
import type { BoardArgs } from "../bindings/BoardArgs";
import { client, useAskEach } from "../data";
import { useNames } from "../data/directory";

export type StageCounts = ReadonlyMap<number, number>;

/** Asks only where a stage has a limit, and of a funnel whose board is on the screen only that one. */
export function useStageCounts(enabled = true): StageCounts {
  const { stages } = useNames().all;
  const limited = enabled ? stages.filter((stage) => stage.limit_max !== null && !stage.archived) : [];
  const shown = limited.length > 0 ? shownBoards() : [];
  const funnels = new Set(limited.map((stage) => stage.funnel));
  for (const { funnel } of shown) funnels.delete(funnel);
  const answers = useAskEach(
    "board",
    [...funnels].map((funnel) => ({ funnel, filter: {}, page: 1 })),
  );
  const boards = [...shown, ...answers.map(({ data }) => data).filter((board) => board !== undefined)];
  // The same counts are the same object, so that no column is drawn anew for them.
  const counted = JSON.stringify(boards.flatMap(countsOf));
  return useMemo(() => new Map<number, number>(JSON.parse(counted)), [counted]);
}

/** The columns of stages on the boards that are on the screen: archived ones too, while they hold tickets. */
export function shownStages(): { stage: number; name: string }[] {
  return shownBoards().flatMap(({ columns }) =>
    columns.flatMap(({ key, name }) => (key.type === "stage" ? [{ stage: key.stage, name }] : [])),
  );
}

/** What was asked with a page of one is this file's own question. */
function shownBoards(): Board[] {
  return client
    .getQueryCache()
    .findAll({ queryKey: ["board"], type: "active" })
    .filter(({ queryKey }) => (queryKey[1] as BoardArgs | undefined)?.page !== 1)
    .flatMap(({ state }) => (state.data === undefined ? [] : [state.data as Board]));
}

function countsOf(board: Board): [number, number][] {
  return board.columns.flatMap(({ key, in_all }) => (key.type === "stage" ? [[key.stage, in_all]] : []));
}
