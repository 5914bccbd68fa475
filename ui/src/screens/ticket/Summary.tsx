// What to know at a glance, and what will happen by itself: skip it, postpone it, ask why.
import { CalendarClock, CircleHelp, Clock3, Moon, SkipForward } from "lucide";
import { useState } from "react";
import { keyWords } from "../../app/keymap";
import { openTicket } from "../../app/places";
import type { ForecastItem } from "../../bindings/ForecastItem";
import type { TicketView } from "../../bindings/TicketView";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { EmptyState, Loaded } from "../../parts/State";
import { Badge } from "../../parts/Tag";
import { Timer } from "../../parts/Timer";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { dateAndTime, whenShort } from "../../text/format";
import { act } from "../../tickets/actions";
import { CardTimer, useNextName } from "../../tickets/marks";
import { laterCommands, postponeNextClosing } from "../../tickets/postponing";
import { stateOf } from "../../tickets/state";
import { TagsFact, ValueFact, WalletFact } from "./facts";
import { WhyDialog } from "./Why";

export function Summary({ view }: { view: TicketView }) {
  const t = useText();
  const names = useNames();
  const { card, contact } = view;
  return (
    <div className="flex flex-col gap-5 p-4">
      <Forecast view={view} />
      <Part title={t("ticket.facts")}>
        <dl className="grid grid-cols-[7.5rem_1fr] gap-x-3 gap-y-1.5">
          <Fact label={t(`ticket.since.${stateOf(card)}`)}>
            <CardTimer card={card} />
          </Fact>
          <Fact label={t("ticket.stage")}>{names.stage(card.stage)?.name ?? t("ticket.noStage")}</Fact>
          <Fact label={t("ticket.queue")}>{names.queue(card.queue)?.name}</Fact>
          <Fact label={t("ticket.connection")}>{names.connection(card.connection)?.name}</Fact>
          <Fact label={t("ticket.value")}>
            <ValueFact view={view} />
          </Fact>
          <Fact label={t("ticket.opened")}>{dateAndTime(card.created_at)}</Fact>
          {view.closed_at !== null && <Fact label={t("ticket.closedAt")}>{dateAndTime(view.closed_at)}</Fact>}
          {view.close_reason !== null && (
            <Fact label={t("ticket.closeReason")}>{t(`closeReason.${view.close_reason}`)}</Fact>
          )}
        </dl>
      </Part>
      <Part title={t("ticket.contact")}>
        <dl className="grid grid-cols-[7.5rem_1fr] gap-x-3 gap-y-1.5">
          {contact.address && <Fact label={t("ticket.address")}>{contact.address}</Fact>}
          <Fact label={t("ticket.wallet")}>
            <WalletFact view={view} />
          </Fact>
          <Fact label={t("ticket.tags")}>
            <TagsFact view={view} />
          </Fact>
        </dl>
        {(contact.opted_out || contact.do_not_disturb) && (
          <p className="mt-2 flex gap-1.5">
            {contact.opted_out && <Badge tone="warn">{t("ticket.optedOut")}</Badge>}
            {contact.do_not_disturb && <Badge tone="warn">{t("ticket.doNotDisturb")}</Badge>}
          </p>
        )}
      </Part>
      {contact.others.length > 0 && <Others view={view} />}
    </div>
  );
}

function Forecast({ view }: { view: TicketView }) {
  const t = useText();
  const ticket = view.card.id;
  const query = useAsk("forecast", { ticket });
  return (
    <Part title={t("ticket.forecast")} tool={<WhyAny ticket={ticket} />}>
      <Loaded query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={CalendarClock}
              title={t("ticket.noForecast")}
              className="min-h-20! rounded-card border border-hairline p-3!"
            >
              {t(view.card.silent_since === null ? "ticket.noForecastHint" : "ticket.noForecastWaiting")}
            </EmptyState>
          ) : (
            <ul className="overflow-hidden rounded-card border border-hairline">
              {items.map((item) => (
                <ForecastLine key={`${item.kind} ${item.rule ?? ""} ${item.part ?? ""}`} item={item} view={view} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Part>
  );
}

/** "Por quê?" of any rule, above all of those that will not act. */
function WhyAny({ ticket }: { ticket: number }) {
  const t = useText();
  const names = useNames();
  const [rule, setRule] = useState<number | null>(null);
  if (names.all.rules.length === 0) return null;
  const commands = names.all.rules.map((one) => ({
    id: String(one.id),
    label: one.name,
    run: () => setRule(one.id),
  }));
  return (
    <>
      <Menu label={t("ticket.whyRule")} groups={[{ title: t("ticket.whyRule"), commands }]}>
        <Button kind="quiet" small icon={CircleHelp}>
          {t("ticket.why")}
        </Button>
      </Menu>
      {rule !== null && <WhyDialog rule={rule} ticket={ticket} onClose={() => setRule(null)} />}
    </>
  );
}

function ForecastLine({ item, view }: { item: ForecastItem; view: TicketView }) {
  const t = useText();
  const instant = useNow(60);
  const names = useNames();
  const name = useNextName(item);
  const [asking, setAsking] = useState(false);
  const ticket = view.card.id;
  const rule = item.rule;
  return (
    <li className="flex items-center gap-2 border-hairline px-3 py-2 not-last:border-b">
      <Icon of={Clock3} size={14} className="text-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5">
          <span className="min-w-0 truncate font-medium">{name}</span>
          {rule !== null && names.rule(rule)?.state === "shadow" && <Badge>{t("ruleState.shadow")}</Badge>}
        </p>
        <p className="text-small text-faint">
          {item.at === null ? (
            t("ticket.waitsForEvent")
          ) : (
            <>
              {whenShort(item.at, instant)} ·{" "}
              <span className="whitespace-nowrap">
                {t("ticket.in")}{" "}
                <Timer from={view.card.silent_since ?? view.card.last_at} until={item.at} show="remaining" tinted />
              </span>
            </>
          )}
          {item.deferred && ` · ${t(`deferWhy.${item.deferred}`)}`}
        </p>
      </div>
      {item.kind === "day_end" && view.may_act && view.card.entered_at !== null && (
        <IconButton
          icon={Moon}
          label={t("waiting.postpone")}
          keys={keyWords("postpone")}
          small
          onPress={() => void postponeNextClosing([view.card], t)}
        />
      )}
      {rule !== null && (
        <span className="flex flex-none">
          <IconButton icon={CircleHelp} label={t("ticket.why")} small onPress={() => setAsking(true)} />
          {view.may_act && (
            <>
              <IconButton
                icon={SkipForward}
                label={t("ticket.skip")}
                small
                onPress={() =>
                  void act([{ command: "skip_step", args: { rule, ticket } }], t("ticket.skipped", { name }))
                }
              />
              <Menu
                label={t("keys.postpone")}
                groups={[{ title: t("keys.postpone"), commands: laterCommands(item, ticket, name, t) }]}
              >
                <IconButton icon={CalendarClock} label={t("keys.postpone")} small />
              </Menu>
            </>
          )}
          {asking && <WhyDialog rule={rule} ticket={ticket} onClose={() => setAsking(false)} />}
        </span>
      )}
    </li>
  );
}

function Others({ view }: { view: TicketView }) {
  const t = useText();
  const instant = useNow(60);
  return (
    <Part title={t("ticket.others")}>
      <ul className="overflow-hidden rounded-card border border-hairline">
        {view.contact.others.map((other) => (
          <li key={other.id} className="border-hairline not-last:border-b">
            <Button
              kind="quiet"
              className="w-full justify-start! rounded-none! px-3!"
              onPress={() => openTicket(other.id)}
            >
              <span className="tabular text-small text-faint">{other.protocol}</span>
              <span className="min-w-0 flex-1 truncate text-left font-normal">
                {other.subject || t(`ticketStatus.${other.status}`)}
              </span>
              <span className="tabular text-small font-normal text-faint">{whenShort(other.last_at, instant)}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, tool, children }: { title: string; tool?: React.ReactNode; children: React.ReactNode }) {
  return (
    <section>
      <div className="mb-1.5 flex min-h-4 items-center justify-between gap-2">
        <h3 className="text-small font-medium text-faint">{title}</h3>
        {tool}
      </div>
      {children}
    </section>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
