// The facts of a ticket that people change where they read them: what it is worth, whose wallet, which tags.
import { ChevronDown, Pencil, Plus } from "lucide";
import { useState } from "react";
import type { TicketView } from "../../bindings/TicketView";
import { useNames } from "../../data/directory";
import { Button, IconButton } from "../../parts/Button";
import { FormDialog } from "../../parts/Dialog";
import { NumberField } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { type Command, Menu } from "../../parts/Menu";
import { Avatar, hueOf, Tag } from "../../parts/Tag";
import { useText } from "../../text";
import { money } from "../../text/format";
import { act } from "../../tickets/actions";
import { useTicketMenus } from "../../tickets/menus";

/** Beside words of the same line, so that changing something does not make the line taller. */
const inLine = "-my-0.5 -ml-2 max-w-full font-normal!";

export function ValueFact({ view }: { view: TicketView }) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const { card } = view;
  const shown = card.value_cents > 0 ? money(card.value_cents) : t("ticket.noValue");
  if (!view.may_act) return <span className={card.value_cents > 0 ? "" : "text-faint"}>{shown}</span>;
  return (
    <>
      <Button
        kind="quiet"
        small
        className={inLine}
        aria-label={t("ticket.changeValue", { value: shown })}
        onPress={() => setAsking(true)}
      >
        <span className={card.value_cents > 0 ? "text-base text-ink" : "text-base text-faint"}>{shown}</span>
        <Icon of={Pencil} size={14} className="text-faint" />
      </Button>
      {asking && <ValueDialog view={view} onClose={() => setAsking(false)} />}
    </>
  );
}

function ValueDialog({ view, onClose }: { view: TicketView; onClose: () => void }) {
  const t = useText();
  const { card } = view;
  const [worth, setWorth] = useState<number | null>(card.value_cents > 0 ? card.value_cents / 100 : null);
  const save = () => {
    const cents = Math.round((worth ?? 0) * 100);
    onClose();
    if (cents === card.value_cents) return;
    void act(
      [{ command: "set_value", args: { ticket: card.id, cents } }],
      t("acts.valued", { who: card.contact_name, value: cents > 0 ? money(cents) : t("ticket.noValue") }),
    );
  };
  return (
    <FormDialog title={t("ticket.valueTitle")} holds={worth} onClose={onClose} onSave={save}>
      <NumberField
        label={t("ticket.value")}
        hint={t("ticket.valueHint")}
        value={worth}
        onChange={setWorth}
        min={0}
        max={99_999_999}
        mayBeEmpty
        decimals={2}
        steppers={false}
        format={{ style: "currency", currency: "BRL" }}
        autoFocus
      />
    </FormDialog>
  );
}

export function WalletFact({ view }: { view: TicketView }) {
  const t = useText();
  const names = useNames();
  const owner = names.user(view.contact.wallet_owner);
  const shown = owner ? (
    <span className="flex min-w-0 items-center gap-1.5 text-base text-ink">
      <Avatar name={owner.name} size="small" silent />
      <span className="truncate">{owner.name}</span>
    </span>
  ) : (
    <span className="text-base text-faint">{t("ticket.noWallet")}</span>
  );
  if (!view.may_act) return shown;
  const who = view.card.contact_name;
  const give = (to: number | null, words: string) =>
    void act([{ command: "set_wallet", args: { tickets: [view.card.id], owner: to } }], words);
  const people: Command[] = names.all.users
    .filter((user) => user.active && user.role !== "viewer")
    .map((user) => ({
      id: `user ${user.id}`,
      label: user.name,
      lead: <Avatar name={user.name} size="small" silent />,
      refused: user.id === owner?.id ? t("acts.alreadyHere") : null,
      run: () => give(user.id, t("acts.wallet", { who, to: user.name })),
    }));
  const none: Command = {
    id: "nobody",
    label: t("ticket.noWallet"),
    run: () => give(null, t("acts.noWallet", { who })),
  };
  return (
    <Menu
      label={t("ticket.wallet")}
      groups={[{ title: t("acts.toWallet"), commands: people }, ...(owner ? [{ commands: [none] }] : [])]}
    >
      <Button
        kind="quiet"
        small
        className={inLine}
        aria-label={t("ticket.changeWallet", { name: owner?.name ?? t("ticket.noWallet") })}
      >
        {shown}
        <Icon of={ChevronDown} size={14} className="text-faint" />
      </Button>
    </Menu>
  );
}

export function TagsFact({ view }: { view: TicketView }) {
  const t = useText();
  const names = useNames();
  const menus = useTicketMenus([view.card]);
  return (
    <span className="flex flex-wrap items-center gap-1">
      {view.contact.tags.length === 0 && <span className="text-faint">{t("ticket.noTags")}</span>}
      {view.contact.tags.map((id) => {
        const tag = names.tag(id);
        return (
          tag && (
            <Tag key={id} whole hue={hueOf(tag.colour)}>
              {tag.name}
            </Tag>
          )
        );
      })}
      {view.may_act && (
        <Menu label={t("keys.labels")} groups={() => menus.tag}>
          <IconButton icon={Plus} label={t("ticket.changeTags")} small className="-my-0.5" />
        </Menu>
      )}
    </span>
  );
}
