// Saved views of the board: a name for the filters and the funnel in the address, each person's own, kept by the backend.
import { Bookmark, BookmarkPlus, ChevronDown, ListOrdered, RotateCw } from "lucide";
import { lazy, Suspense, useState } from "react";
import { patchSearch, readId, useSearchValues } from "../../app/places";
import type { BoardView } from "../../bindings/BoardView";
import type { TicketFilter } from "../../bindings/TicketFilter";
import { useAct, useAsk } from "../../data";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { type CommandGroup, Menu } from "../../parts/Menu";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { noFilters, searchOf } from "./filters";

const ViewsDialog = lazy(() => import("./ViewsDialog").then((made) => ({ default: made.ViewsDialog })));

export function Views({ filter }: { filter: TicketFilter }) {
  const t = useText();
  const funnel = readId(useSearchValues().funil);
  const views = useAsk("board_views", {}).data?.views ?? [];
  const [asking, setAsking] = useState<"name" | "order" | null>(null);
  const saved = useAct("save_board_views");
  const here = views.find((view) => sameView(view, { funnel, filter }));
  const go = (view: BoardView) =>
    patchSearch({ ...noFilters, ...searchOf(view.filter ?? {}), funil: view.funnel ?? undefined });
  const filtered = Object.keys(filter).length > 0 || funnel !== null;

  const groups = (): CommandGroup[] => [
    {
      title: t("views.mine"),
      commands: [
        {
          id: "all",
          label: t("views.all"),
          keys: filtered ? undefined : "✓",
          run: () => patchSearch({ ...noFilters, funil: undefined }),
        },
        ...views.map((view) => ({
          id: `view ${view.name}`,
          label: view.name,
          keys: view === here ? "✓" : undefined,
          run: () => go(view),
        })),
      ],
    },
    {
      commands: [
        {
          id: "save",
          label: t("views.save"),
          icon: BookmarkPlus,
          refused: here ? t("views.isSaved", { name: here.name }) : filtered ? null : t("views.nothingToSave"),
          run: () => setAsking("name"),
        },
        ...(here || !filtered
          ? []
          : views.map((view) => ({
              id: `update ${view.name}`,
              label: t("views.update", { name: view.name }),
              icon: RotateCw,
              run: () => {
                const next = views.map((one) => (one === view ? { ...one, funnel, filter } : one));
                saved.mutate({ views: next });
                done(t("views.updated", { name: view.name }), () => saved.mutateAsync({ views }));
              },
            }))),
        {
          id: "order",
          label: t("views.organise"),
          icon: ListOrdered,
          refused: views.length === 0 ? t("views.none") : null,
          run: () => setAsking("order"),
        },
      ],
    },
  ];
  return (
    <>
      <Menu label={t("views.title")} groups={groups}>
        <Button icon={Bookmark} className="max-w-40 flex-none">
          <span className="truncate">{here?.name ?? t("views.title")}</span>
          <Icon of={ChevronDown} size={14} className="text-faint" />
        </Button>
      </Menu>
      {asking !== null && (
        <Suspense>
          <ViewsDialog
            kind={asking}
            views={views}
            present={{ name: "", funnel, filter }}
            onClose={() => setAsking(null)}
          />
        </Suspense>
      )}
    </>
  );
}

/** Shows the same tickets, whatever it is called. Lists keep the order they were chosen in, which does not matter. */
function sameView(view: BoardView, other: Omit<BoardView, "name">): boolean {
  return plain(view) === plain(other);
}

function plain({ funnel, filter }: Omit<BoardView, "name">): string {
  const values = Object.entries(filter ?? {})
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value])
    .toSorted(([one], [other]) => String(one).localeCompare(String(other)));
  return JSON.stringify([funnel ?? null, values]);
}
