// Who it is, where it stands, and what can be done with it.
import {
  Archive,
  ArchiveRestore,
  ArrowRight,
  CornerUpLeft,
  EllipsisVertical,
  Hourglass,
  Maximize2,
  Tag,
  UserCheck,
  Users,
  X,
} from "lucide";
import { useRef, useState } from "react";
import { type KeyId, keyWords } from "../../app/keymap";
import { openTicketFull } from "../../app/places";
import type { TicketView } from "../../bindings/TicketView";
import type { UserView } from "../../bindings/UserView";
import { useNames } from "../../data/directory";
import { useSession } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { Menu, MenuAt } from "../../parts/Menu";
import { useRoom } from "../../parts/scale";
import { Avatar, Badge, HueDot, hueOf } from "../../parts/Tag";
import { failed } from "../../parts/toast";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { act } from "../../tickets/actions";
import { useActKey, useHand } from "../../tickets/hand";
import { ChannelIcon, StateBadge } from "../../tickets/marks";
import { movedWords, refusedByWaiting, useTicketMenus } from "../../tickets/menus";
import { postpone } from "../../tickets/postponing";

export function TicketHead({ view, onClose }: { view: TicketView; onClose: (() => void) | null }) {
  const t = useText();
  const { card } = view;
  const names = useNames();
  const stage = names.stage(card.stage);
  const covers = useRoom() !== "wide" && onClose !== null;
  return (
    <header className="flex flex-none flex-col gap-2 px-4 pt-3 pb-2">
      <div className="flex items-center gap-2.5">
        <Avatar name={card.contact_name} size="large" silent />
        <div className="min-w-0 flex-1">
          <h2
            aria-level={covers ? 1 : undefined}
            title={card.contact_name}
            className="truncate text-section font-semibold"
          >
            {card.contact_name}
          </h2>
          <p className="flex items-center gap-1.5 truncate text-small text-faint">
            <ChannelIcon connection={card.connection} />
            <span className="tabular">{card.protocol}</span>
            {card.subject && <span className="truncate">· {card.subject}</span>}
          </p>
        </div>
        {onClose && (
          <>
            <IconButton icon={Maximize2} label={t("ticket.full")} small onPress={() => openTicketFull(card.id)} />
            <IconButton icon={X} label={t("parts.close")} keys={keyWords("back")} small onPress={onClose} />
          </>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        <StateBadge card={card} />
        {card.status === "open" && <Badge>{t(`ticketStatus.${card.status}`)}</Badge>}
        {stage && (
          <span className="inline-flex items-center gap-1.5 text-small text-muted">
            <HueDot hue={hueOf(stage.colour)} />
            {stage.name}
          </span>
        )}
        <People view={view} />
      </div>
      <Actions view={view} place={onClose === null ? "list" : "panel"} />
    </header>
  );
}

/** "Ana → Alison": the original technician, and who keeps it now. */
function People({ view }: { view: TicketView }) {
  const t = useText();
  const names = useNames();
  const keeper = names.user(view.card.assignee);
  const original = names.user(view.card.returns_to);
  return (
    <span className="ml-auto inline-flex min-w-0 items-center gap-1.5 text-small text-muted">
      {original && (
        <>
          <Avatar name={original.name} size="small" silent away={awayWords(original, t)} />
          <span className="truncate">{original.name}</span>
          <Away user={original} />
          <span aria-hidden="true">→</span>
        </>
      )}
      {keeper ? (
        <>
          <Avatar name={keeper.name} size="small" silent away={awayWords(keeper, t)} />
          <span className="truncate">{keeper.name}</span>
          <Away user={keeper} />
        </>
      ) : (
        <span className="text-faint">{t("ticket.noAssignee")}</span>
      )}
    </span>
  );
}

function Away({ user }: { user: UserView }) {
  const words = awayWords(user, useText());
  return words ? <span className="truncate text-faint">({words})</span> : null;
}

/** `place`: beside a list, or as the whole screen in the place of one. */
function Actions({ view, place }: { view: TicketView; place: "list" | "panel" }) {
  const t = useText();
  const anchor = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<"move" | "transfer" | "tag" | null>(null);
  const session = useSession();
  const { card } = view;
  const menus = useTicketMenus([card]);
  const refused = view.may_act ? null : t("ticket.mayNot", { role: t(`roles.${view.acts_role}`) });
  /** By key, one hears why not. */
  const may = (run: () => void) => (refused === null ? run : () => failed(refused));
  const stays = refusedByWaiting(card);
  const closed = card.status === "closed";
  const mine = card.assignee === session?.user.id;
  const hand = useHand(place);
  const hint = (id: KeyId) => (hand ? keyWords(id) : undefined);
  useActKey(place, "close", may(closed ? menus.reopen : menus.close));
  useActKey(place, "giveBack", may(menus.giveBack), card.entered_at !== null);
  useActKey(
    place,
    "move",
    may(() => setMenu("move")),
  );
  useActKey(
    place,
    "transfer",
    may(() => setMenu("transfer")),
  );
  useActKey(
    place,
    "labels",
    may(() => setMenu("tag")),
  );
  useActKey(
    place,
    "postpone",
    may(() => void postpone([card], anchor.current, t)),
  );
  // Whoever may not act has no box to write in.
  useActKey(
    place,
    "reply",
    may(() => undefined),
    refused !== null,
  );
  useActKey(
    place,
    "note",
    may(() => undefined),
    refused !== null,
  );
  const toNoInteraction = () =>
    void act(
      [{ command: "move_to_no_interaction", args: { tickets: [card.id] } }],
      ...movedWords(card.contact_name, t("screens.waiting"), t),
    );
  return (
    <div ref={anchor} className="flex flex-wrap items-center gap-1">
      <MenuAt
        label={t("parts.moreActions")}
        anchor={anchor}
        open={menu !== null}
        onClose={() => setMenu(null)}
        groups={menu === null ? [] : menus[menu]}
      />
      {card.entered_at !== null ? (
        <Button
          small
          icon={CornerUpLeft}
          keys={keyWords("giveBack")}
          keysOff={!hand}
          refused={refused}
          onPress={menus.giveBack}
        >
          {t("keys.giveBack")}
        </Button>
      ) : (
        !closed &&
        (mine ? (
          <Button
            small
            icon={Hourglass}
            refused={refused ?? (stays && t(`board.refused.${stays}`))}
            onPress={toNoInteraction}
          >
            {t("ticket.toNoInteraction")}
          </Button>
        ) : (
          <Button small icon={UserCheck} refused={refused} onPress={menus.take}>
            {t("acts.take")}
          </Button>
        ))
      )}
      {closed ? (
        <Button small icon={ArchiveRestore} refused={refused} onPress={menus.reopen}>
          {t("acts.reopen")}
        </Button>
      ) : (
        <Button small icon={Archive} keys={keyWords("close")} keysOff={!hand} refused={refused} onPress={menus.close}>
          {t("acts.close")}
        </Button>
      )}
      <span className="ml-auto flex items-center">
        <Menu label={t("acts.moveTo")} groups={() => menus.move}>
          <IconButton icon={ArrowRight} label={t("keys.move")} keys={hint("move")} small refused={refused} />
        </Menu>
        <Menu label={t("keys.transfer")} groups={() => menus.transfer}>
          <IconButton icon={Users} label={t("keys.transfer")} keys={hint("transfer")} small refused={refused} />
        </Menu>
        <Menu label={t("keys.labels")} groups={() => menus.tag}>
          <IconButton icon={Tag} label={t("keys.labels")} keys={hint("labels")} small refused={refused} />
        </Menu>
        <Menu label={t("parts.moreActions")} groups={() => menus.more}>
          <IconButton icon={EllipsisVertical} label={t("parts.moreActions")} small refused={refused} />
        </Menu>
      </span>
      {refused && <p className="w-full text-small text-faint">{refused}</p>}
    </div>
  );
}
