// Central de notificações: what this person was told, newest first, the same entries as the desktop bubbles.
import { BellOff, CheckCheck, X } from "lucide-react";
import { useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { NoticeView } from "../bindings/NoticeView";
import { useAct, useAskPages } from "../data";
import { Button, IconButton } from "../parts/Button";
import { cx } from "../parts/cx";
import { EmptyState, ErrorState, faultOf, Skeleton } from "../parts/State";
import { tokenPx } from "../parts/scale";
import { type Tone, toneText } from "../parts/Tag";
import { Segments } from "../parts/Toggle";
import { useNow } from "../parts/useNow";
import { VirtualList } from "../parts/VirtualList";
import { useText } from "../text";
import { whenShort } from "../text/format";
import { keyWords } from "./keymap";
import { closeOverlay, useOverlay } from "./overlays";
import { go, openTicket } from "./places";

const tones: Record<NoticeView["event"], Tone> = {
  entered: "neutral",
  may_enter: "warn",
  returned: "returned",
  day_closed: "neutral",
  day_digest: "neutral",
  day_asks: "warn",
  rule_paused: "warn",
  rule_broken: "danger",
  send_failed: "danger",
  connection_down: "danger",
  rule: "info",
  assigned: "info",
};

/** Where one sees more of what is about no ticket. */
const places: Partial<Record<NoticeView["event"], string>> = {
  day_closed: "/sem-interacao",
  day_digest: "/sem-interacao",
  day_asks: "/sem-interacao",
  rule_paused: "/funil/acoes",
  rule_broken: "/funil/acoes",
  connection_down: "/conexoes",
};

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
  const now = useNow(60);
  const pages = useAskPages("notices", { unread_only: view === "unread" }, (page) => page.next);
  const read = useAct("read_notices");
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const unread = pages.data?.pages[0]?.unread ?? 0;
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
        <Button
          kind="quiet"
          icon={CheckCheck}
          className="ml-auto"
          isDisabled={unread === 0}
          onPress={() => read.mutate({ ticket: null })}
        >
          {t("notices.readAll")}
        </Button>
      </div>
      {pages.error && !pages.data ? (
        <ErrorState failure={faultOf(pages.error)} onRetry={() => pages.refetch()} />
      ) : !pages.data ? (
        <Skeleton rows={8} />
      ) : rows.length === 0 ? (
        <EmptyState icon={BellOff} title={t("notices.none")} />
      ) : (
        <VirtualList
          label={t("shell.notices")}
          items={rows}
          keyOf={(notice) => notice.id}
          rowPx={(4.5 * tokenPx("--rail-collapsed")) / 3.5}
          total={pages.hasNextPage ? rows.length + 1 : rows.length}
          onNearEnd={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
        >
          {(notice) => (
            <button
              type="button"
              data-mark="inside"
              onClick={() => {
                closeOverlay();
                const place = places[notice.event];
                if (notice.ticket === null) {
                  if (place) go(place);
                } else {
                  read.mutate({ ticket: notice.ticket });
                  openTicket(notice.ticket);
                }
              }}
              className="flex h-full w-full gap-2.5 border-b border-hairline px-4 py-2 text-left hover:bg-hover"
            >
              <span
                className={cx(
                  "mt-1.5 size-2 flex-none rounded-full",
                  notice.read_at === null ? "bg-current" : "",
                  toneText[tones[notice.event]],
                )}
              />
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="flex items-baseline gap-2">
                  <span className={cx("min-w-0 flex-1 truncate", notice.read_at === null && "font-medium")}>
                    {notice.title}
                  </span>
                  <time className="tabular text-meta text-faint">{whenShort(notice.at, now)}</time>
                </span>
                <span className="line-clamp-2 text-small text-muted">{notice.text}</span>
              </span>
            </button>
          )}
        </VirtualList>
      )}
    </>
  );
}
