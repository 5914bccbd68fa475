// "Transferir tudo para…": what somebody holds goes to another person, on its own or because they stop working here.
import { useState } from "react";
import type { TeamView } from "../../bindings/TeamView";
import type { UserView } from "../../bindings/UserView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { announce } from "../../parts/announce";
import { FormDialog } from "../../parts/Dialog";
import { missing } from "../../parts/missing";
import { Select } from "../../parts/Select";
import { faultOf, Notice } from "../../parts/State";
import { done } from "../../parts/toast";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { number } from "../../text/format";
import { type Answerable, answerableOf, type Holdings, holdsNothing } from "./handOver";

const nobody = "nobody";

type Props = {
  user: UserView;
  holdings: Holdings;
  /** What others have to answer for before they leave. */
  answerable: Answerable;
  /** They stop working here with it. */
  leaves: boolean;
  onClose: () => void;
};

export function HandOverDialog({ user, holdings, leaves, onClose, ...opened }: Props) {
  const t = useText();
  const { users, teams } = useNames().all;
  const others = users.filter((one) => one.active && one.role !== "viewer" && one.id !== user.id);
  const leader = teams.find((team) => team.members.includes(user.id))?.leader;
  const [to, setTo] = useState(String(others.find((one) => one.id === leader)?.id ?? (leaves ? nobody : "")));
  const heir =
    others.find((one) => one.id === leader)?.id ?? others.find((one) => one.role === "supervisor")?.id ?? null;
  const [keeper, setKeeper] = useState<number | null>(heir);
  const [answerable, setAnswerable] = useState(opened.answerable);
  const [chosen, setChosen] = useState<Readonly<Record<number, number | null>>>({});
  const leaderOf = ({ id }: TeamView) => (chosen[id] === undefined ? heir : chosen[id]);
  const taker = holdsNothing(holdings) ? undefined : others.find((one) => String(one.id) === to);
  const counted = ({ tickets, contacts }: Pick<Holdings, "tickets" | "contacts">) => ({
    tickets: t("acts.tickets", { count: tickets.length }),
    contacts: t("people.contacts", { count: contacts.length, shown: number(contacts.length) }),
  });
  const taken = useAct("hand_back");
  const saved = useAct("hand_over", {
    onDone: (handed) => {
      const words = taker
        ? t("people.handedOver", { name: user.name, to: taker.name, ...counted(handed) })
        : t("people.nowInactive", { name: user.name });
      announce(words);
      // Nothing is given back to who cannot have it.
      done(words, handed.left || user.active ? () => taken.mutateAsync(handed) : undefined);
      onClose();
    },
    // They may answer for more since this was opened.
    onFailed: () =>
      void answerableOf(user.id)
        .then(setAnswerable)
        .catch(() => undefined),
  });
  const save = () =>
    saved.mutate({
      user: user.id,
      to: taker?.id,
      leaves: leaves
        ? {
            keeper: answerable.keeps ? keeper : null,
            leaders: answerable.teams.map((team) => ({ team: team.id, leader: leaderOf(team) })),
          }
        : null,
    });
  const people = others.map((one) => ({
    id: String(one.id),
    label: one.name,
    detail: awayWords(one, t) ?? t(`roles.${one.role}`),
  }));
  return (
    <FormDialog
      title={t(leaves ? "people.leaving" : "people.handOverOf", { name: user.name })}
      holds={to}
      onClose={onClose}
      onSave={save}
      busy={saved.isPending}
      missing={missing(t, [
        [t("people.handOverTo"), holdsNothing(holdings) ? nobody : to],
        [t("people.keepsQueue"), leaves && answerable.keeps && keeper === null ? "" : nobody],
      ])}
      save={t(!leaves ? "people.handOver" : taker ? "people.switchOffAndHandOver" : "people.switchOff")}
    >
      {!holdsNothing(holdings) && (
        <p className="text-pretty">{t("people.holds", { name: user.name, ...counted(holdings) })}</p>
      )}
      {holdings.queued > 0 && (
        <p className="text-small text-pretty text-faint">{t("people.holdsQueued", { count: holdings.queued })}</p>
      )}
      {!holdsNothing(holdings) && (
        <Select
          label={t("people.handOverTo")}
          value={to === "" ? null : to}
          onChange={setTo}
          placeholder={t("people.choosePerson")}
          options={[
            ...people,
            ...(leaves ? [{ id: nobody, label: t("people.leaveAsIs"), detail: t("people.leaveAsIsHint") }] : []),
          ]}
        />
      )}
      {leaves && answerable.keeps && (
        <Select
          label={t("people.keepsQueue")}
          value={keeper === null ? null : String(keeper)}
          onChange={(id) => setKeeper(Number(id))}
          placeholder={t("people.choosePerson")}
          options={people}
        />
      )}
      {leaves &&
        answerable.teams.map((team) => (
          <Select
            key={team.id}
            label={t("people.leadsTeam", { team: team.name })}
            value={String(leaderOf(team) ?? nobody)}
            onChange={(id) => setChosen({ ...chosen, [team.id]: id === nobody ? null : Number(id) })}
            options={[...people, { id: nobody, label: t("people.noLeader") }]}
          />
        ))}
      {saved.isError && <Notice tone="danger">{faultOf(saved.error).message}</Notice>}
    </FormDialog>
  );
}
