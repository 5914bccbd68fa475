// Central de notificações: what this person was told, newest first and by ticket, the same entries as the desktop bubbles.
import { BellOff, CheckCheck, X } from "lucide";
import { useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { NoticeEvent } from "../bindings/NoticeEvent";
import type { NoticeView } from "../bindings/NoticeView";
import { useAct, useAskPages } from "../data";
import { IconButton } from "../parts/Button";
import { FilterMenu } from "../parts/FilterMenu";
import { Segments } from "../parts/Segments";
import { EmptyState, ErrorState, faultOf, Skeleton } from "../parts/State";
import { tokenPx } from "../parts/scale";
import { VirtualList } from "../parts/VirtualList";
import { useText } from "../text";
import { keyWords } from "./keymap";
import { NoticeItem } from "./NoticeItem";
import { linesOf } from "./noticeLines";
import { closeOverlay, useOverlay } from "./overlays";
import { go, openTicket } from "./places";

/** Where one sees more of what is about no ticket. */
const places: Partial<Record<NoticeView["event"], Parameters<typeof go>>> = {
  day_closed: ["/sem-interacao"],
  day_digest: ["/sem-interacao"],
  day_asks: ["/sem-interacao"],
  rule_paused: ["/funil/acoes"],
  rule_broken: ["/funil/acoes"],
  connection_down: ["/conexoes"],
  data: ["/configuracoes", { secao: "data" }],
};

/** What people look for among many. */
const kinds = {
  returned: ["returned"],
  queue: ["entered", "may_enter"],
  failures: ["send_failed", "connection_down", "rule_broken", "rule_paused", "data"],
  closings: ["day_closed", "day_digest", "day_asks"],
  forYou: ["assigned", "rule"],
} as const satisfies Record<string, readonly NoticeEvent[]>;
type Kind = keyof typeof kinds;
const kindIds = Object.keys(kinds) as Kind[];

export function Notices() {
  const t = useText();
  const open = useOverlay((state) => state.open === "notices");
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && closeOverlay()}
      isDismissable
      className="motion-appear fixed inset-0 z-40 flex justify-end bg-overlay"
    >
      <Modal className="motion-slide h-full w-[26rem] max-w-full">
        <AriaDialog className="flex h-full flex-col border-l border-hairline bg-surface shadow-overlay outline-none">
          <header className="flex h-(--header-height) flex-none items-center gap-2 border-b border-hairline pr-3 pl-4">
            <Heading slot="title" className="flex-1 text-section font-semibold">
              {t("shell.notices")}
            </Heading>
            <IconButton icon={X} label={t("parts.close")} keys={keyWords("back")} onPress={closeOverlay} />
          </header>
          <NoticeList />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function NoticeList() {
  const t = useText();
  const [view, setView] = useState<"all" | "unread">("all");
  const [kind, setKind] = useState<Kind | null>(null);
  const events: NoticeEvent[] = kind === null ? [] : [...kinds[kind]];
  const pages = useAskPages("notices", { unread_only: view === "unread", events }, (page) => page.next);
  const read = useAct("read_notices");
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const unread = pages.data?.pages[0]?.unread ?? 0;
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());
  const lines = linesOf(rows, shown);
  const toggle = (ticket: number, on: boolean) => {
    const next = new Set(shown);
    if (on) next.add(ticket);
    else next.delete(ticket);
    setShown(next);
  };
  const open = ({ id, event, ticket, read_at }: NoticeView) => {
    const place = places[event];
    if (ticket !== null) {
      read.mutate({ ticket });
      openTicket(ticket);
    } else {
      if (read_at === null) read.mutate({ notice: id });
      if (place) go(...place);
      // About nothing that could be opened: read where it stands.
      else return;
    }
    closeOverlay();
  };
  return (
    <>
      <div className="flex flex-none items-center gap-2 border-b border-hairline px-3 py-2">
        <Segments
          label={t("notices.filter")}
          value={view}
          onChange={setView}
          options={[
            { id: "all", label: t("notices.all") },
            { id: "unread", label: t("notices.unread", { number: unread }) },
          ]}
        />
        <FilterMenu
          label={t("notices.kind")}
          shown={kind && t(`notices.kinds.${kind}`)}
          groups={[
            {
              commands: kindIds.map((id) => ({
                id,
                label: t(`notices.kinds.${id}`),
                keys: kind === id ? "✓" : undefined,
                run: () => setKind(kind === id ? null : id),
              })),
            },
          ]}
        />
        <IconButton
          icon={CheckCheck}
          label={t("notices.readAll")}
          className="ml-auto"
          refused={unread === 0 ? t("notices.allRead") : null}
          onPress={() => read.mutate({ ticket: null })}
        />
      </div>
      {pages.error && !pages.data ? (
        <ErrorState failure={faultOf(pages.error)} onRetry={() => pages.refetch()} />
      ) : !pages.data ? (
        <Skeleton rows={8} />
      ) : rows.length === 0 ? (
        <EmptyState icon={BellOff} title={t(view === "unread" ? "notices.allRead" : "notices.none")}>
          {kind === null ? t("notices.noneHint") : t("notices.noneOfKind", { kind: t(`notices.kinds.${kind}`) })}
        </EmptyState>
      ) : (
        <VirtualList
          label={t("shell.notices")}
          items={lines}
          keyOf={(line) => line.notice.id}
          rowPx={(4.5 * tokenPx("--rail-collapsed")) / 3.5}
          total={pages.hasNextPage ? lines.length + 1 : lines.length}
          onNearEnd={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
        >
          {(line) => (
            <NoticeItem
              line={line}
              onOpen={() => open(line.notice)}
              onToggle={(shown) => line.notice.ticket !== null && toggle(line.notice.ticket, shown)}
            />
          )}
        </VirtualList>
      )}
    </>
  );
}
