// "Transferir tudo para…": what somebody holds goes to another person, on its own or because they stop working here.
import { useState } from "react";
import type { UserView } from "../../bindings/UserView";
import { call, heard } from "../../data";
import { useNames } from "../../data/directory";
import { announce } from "../../parts/announce";
import { FormDialog } from "../../parts/Dialog";
import { missing } from "../../parts/missing";
import { Select } from "../../parts/Select";
import { faultOf, Notice } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { number } from "../../text/format";
import { draftOf, type Holdings, handOver } from "./handOver";

const nobody = "nobody";

type Props = {
  user: UserView;
  holdings: Holdings;
  /** They stop working here with it. */
  leaves: boolean;
  onClose: () => void;
};

export function HandOverDialog({ user, holdings, leaves, onClose }: Props) {
  const t = useText();
  const { users, teams } = useNames().all;
  const others = users.filter((one) => one.active && one.role !== "viewer" && one.id !== user.id);
  const leader = teams.find((team) => team.members.includes(user.id))?.leader;
  const [to, setTo] = useState(String(others.find((one) => one.id === leader)?.id ?? (leaves ? nobody : "")));
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const taker = others.find((one) => String(one.id) === to);
  const counts = {
    tickets: t("acts.tickets", { count: holdings.tickets.length }),
    contacts: t("people.contacts", { count: holdings.contacts.length, shown: number(holdings.contacts.length) }),
  };
  const back = async () => {
    try {
      if (leaves) await call("save_user", draftOf(user, true));
      if (taker) await handOver(holdings, user.id);
      return true;
    } catch (error) {
      failed(faultOf(error).message);
      return false;
    } finally {
      heard(null);
    }
  };
  const save = async () => {
    setBusy(true);
    try {
      // While they are still here: what is given away can be given back.
      if (taker) await handOver(holdings, taker.id);
      if (leaves) await call("save_user", draftOf(user, false));
    } catch (error) {
      setBusy(false);
      setFault(faultOf(error).message);
      return;
    }
    heard(null);
    const words = taker
      ? t("people.handedOver", { name: user.name, to: taker.name, ...counts })
      : t("people.nowInactive", { name: user.name });
    announce(words);
    // Nothing is given back to who cannot have it.
    done(words, user.active ? back : undefined);
    onClose();
  };
  return (
    <FormDialog
      title={t(leaves ? "people.leaving" : "people.handOverOf", { name: user.name })}
      holds={to}
      onClose={onClose}
      onSave={() => void save()}
      busy={busy}
      missing={taker || (leaves && to === nobody) ? null : missing(t, [[t("people.handOverTo"), ""]])}
      save={t(!leaves ? "people.handOver" : taker ? "people.switchOffAndHandOver" : "people.switchOff")}
    >
      <p className="text-pretty">{t("people.holds", { name: user.name, ...counts })}</p>
      {holdings.queued > 0 && (
        <p className="text-small text-pretty text-faint">{t("people.holdsQueued", { count: holdings.queued })}</p>
      )}
      <Select
        label={t("people.handOverTo")}
        value={to === "" ? null : to}
        onChange={setTo}
        placeholder={t("people.choosePerson")}
        options={[
          ...others.map((one) => ({
            id: String(one.id),
            label: one.name,
            detail: awayWords(one, t) ?? t(`roles.${one.role}`),
          })),
          ...(leaves ? [{ id: nobody, label: t("people.leaveAsIs"), detail: t("people.leaveAsIsHint") }] : []),
        ]}
      />
      {fault && <Notice tone="danger">{fault}</Notice>}
    </FormDialog>
  );
}
