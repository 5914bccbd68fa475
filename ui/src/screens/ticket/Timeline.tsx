// Everything that happened to a ticket, newest first: what, who or which rule, when.
import { useInfiniteQuery } from "@tanstack/react-query";
import { History, ListChecks } from "lucide";
import { go } from "../../app/places";
import { call } from "../../data";
import { Button } from "../../parts/Button";
import { EmptyState, Loaded, Skeleton } from "../../parts/State";
import { useText } from "../../text";
import { dateAndTime } from "../../text/format";
import { useConversation } from "./Conversation";
import { useEventWords } from "./EventLine";

export function Timeline({ ticket }: { ticket: number }) {
  const t = useText();
  const words = useEventWords();
  const query = useInfiniteQuery({
    queryKey: ["timeline", { ticket }],
    queryFn: ({ pageParam }) => call("timeline", { ticket, before: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.earlier,
  });
  return (
    <Loaded query={query} rows={8}>
      {({ pages }) => {
        const events = pages.flatMap((page) => page.events);
        const executions = (
          <Button
            kind="quiet"
            small
            icon={ListChecks}
            onPress={() => go("/funil/execucoes", { atendimento: ticket, periodo: "all" })}
          >
            {t("ticket.executions")}
          </Button>
        );
        if (events.length === 0 && !query.hasNextPage) return <NoEvents ticket={ticket} action={executions} />;
        return (
          <div className="relative p-4">
            <span className="absolute top-3 right-3 z-10">{executions}</span>
            <ol className="relative flex flex-col before:absolute before:inset-y-2 before:left-[3px] before:w-px before:bg-hairline">
              {events.map((event) => (
                <li
                  key={event.id}
                  className="relative pb-3 pl-5 before:absolute before:top-1.5 before:left-0 before:size-[7px] before:rounded-full before:bg-control"
                >
                  <p className="text-pretty">{words(event)}</p>
                  <time className="tabular text-small text-faint">{dateAndTime(event.at)}</time>
                </li>
              ))}
            </ol>
            {query.hasNextPage && (
              <Button kind="quiet" onPress={() => void query.fetchNextPage()} isPending={query.isFetchingNextPage}>
                {t("ticket.earlier")}
              </Button>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

/** Messages are no entries here, but whoever reads them beside an empty list must not be told that nothing has happened. */
function NoEvents({ ticket, action }: { ticket: number; action: React.ReactNode }) {
  const t = useText();
  const pages = useConversation(ticket).data?.pages;
  if (!pages) return <Skeleton rows={8} />;
  if (pages.every((page) => page.messages.length === 0))
    return <EmptyState icon={History} title={t("ticket.noEvents")} action={action} />;
  return (
    <EmptyState icon={History} title={t("ticket.onlyMessages")} action={action}>
      {t("ticket.onlyMessagesHint")}
    </EmptyState>
  );
}
