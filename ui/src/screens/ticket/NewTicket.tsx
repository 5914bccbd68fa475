// "Novo atendimento": whom, through which connection, and the first words. Known customers are offered while one types.
import { useState } from "react";
import { closeOverlay, useOverlay } from "../../app/overlays";
import { go, openTicket } from "../../app/places";
import type { FoundContact } from "../../bindings/FoundContact";
import type { StageView } from "../../bindings/StageView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { problemOf } from "../../host";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { Select } from "../../parts/Select";
import { faultOf, Notice } from "../../parts/State";
import { HueDot, hueOf } from "../../parts/Tag";
import { done } from "../../parts/toast";
import { useStageCounts } from "../../stages/counts";
import { useText } from "../../text";
import { useKnown } from "./known";

export function NewTicket() {
  const t = useText();
  const names = useNames();
  const refused = useRefusedBy()("start_ticket");
  const live = names.all.connections.filter((one) => one.enabled && !one.archived);
  const [chosen, setChosen] = useState<number | null>(null);
  const connection = chosen ?? live[0]?.id ?? null;
  const [stage, setStage] = useState(useOverlay((state) => state.about));
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<FoundContact | null>(null);

  const known = useKnown({
    connection,
    name,
    address,
    taken: picked !== null,
    onTake: (one) => {
      setPicked(one);
      setName(one.name);
      setAddress(one.address);
    },
  });
  const started = useAct("start_ticket", {
    onDone: ({ ticket }) => {
      closeOverlay();
      openTicket(ticket);
      done(t("newTicket.started", { name: name.trim() || address.trim() }));
    },
    onFailed: () => undefined,
  });
  const stages = names.all.stages.filter((one) => !one.archived);
  const counts = useStageCounts();
  /** Why a stage takes no more. */
  const refusedBy = (one: StageView) =>
    one.locked
      ? t("board.refused.locked")
      : one.limit_max !== null && (counts.get(one.id) ?? 0) >= one.limit_max
        ? t("board.refused.full", { limit: one.limit_max })
        : null;
  const into = names.stage(stage);
  const shut = into ? refusedBy(into) : null;
  const { funnels } = names;
  /** Which funnel, where there are several. */
  const funnelOf = (one: StageView) =>
    funnels.length > 1 ? funnels.find((funnel) => funnel.id === one.funnel)?.name : undefined;
  const lacks = missing(t, [
    [t("newTicket.address"), address],
    [t("newTicket.text"), text],
  ]);
  const ready = connection !== null && lacks === null && shut === null;
  const start = () => {
    if (!ready || connection === null) return;
    started.mutate({ connection, address: address.trim(), name: name.trim(), text, stage });
  };
  const stray = started.isError && ["name", "address", "text"].every((field) => !problemOf(started.error, field));
  const complaint = refused ?? (stray ? faultOf(started.error).message : null);

  return (
    <Dialog
      open
      onClose={closeOverlay}
      holds={[name, address, text]}
      title={t("newTicket.title")}
      missing={connection === null ? null : lacks}
      foot={
        <>
          <Button onPress={closeOverlay}>{t("parts.cancel")}</Button>
          <Button
            kind="primary"
            isPending={started.isPending}
            refused={refused ?? (connection === null ? t("newTicket.noConnection") : (lacks ?? shut))}
            onPress={start}
            keys="Ctrl ↵"
          >
            {t("newTicket.start")}
          </Button>
        </>
      }
    >
      {live.length === 0 ? (
        <Notice tone="warn">
          {t("newTicket.noConnection")}{" "}
          <Button kind="quiet" small onPress={() => go("/conexoes")}>
            {t("screens.connections")}
          </Button>
        </Notice>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            start();
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) start();
          }}
        >
          {complaint && <Notice tone="danger">{complaint}</Notice>}
          <div className="grid grid-cols-2 gap-4">
            <TextField
              label={t("newTicket.name")}
              value={name}
              onChange={(next) => {
                setName(next);
                setPicked(null);
              }}
              error={problemOf(started.error, "name")}
              hint={t("newTicket.nameHint")}
              {...known.field}
              autoFocus
            />
            <TextField
              label={t("newTicket.address")}
              value={address}
              onChange={(next) => {
                setAddress(next);
                setPicked(null);
              }}
              error={problemOf(started.error, "address")}
              hint={t("newTicket.addressHint")}
              {...known.field}
              required
            />
          </div>
          {known.list}
          {picked?.open && <AlreadyOpen ticket={picked.open} />}
          <div className="grid grid-cols-2 gap-4">
            <Select
              label={t("newTicket.connection")}
              value={connection === null ? null : String(connection)}
              onChange={(id) => {
                setChosen(Number(id));
                setPicked(null);
              }}
              options={live.map((one) => ({ id: String(one.id), label: one.name }))}
            />
            <Select
              label={t("newTicket.stage")}
              value={stage === null ? null : String(stage)}
              onChange={(id) => setStage(Number(id))}
              placeholder={t("newTicket.firstStage")}
              error={shut}
              options={stages.map((one) => ({
                id: String(one.id),
                label: one.name,
                lead: <HueDot hue={hueOf(one.colour)} />,
                detail: refusedBy(one) ?? funnelOf(one),
                disabled: refusedBy(one) !== null,
              }))}
            />
          </div>
          <TextField
            label={t("newTicket.text")}
            value={text}
            onChange={setText}
            rows={4}
            error={problemOf(started.error, "text")}
            hint={t("newTicket.textHint")}
            required
          />
        </form>
      )}
    </Dialog>
  );
}

function AlreadyOpen({ ticket }: { ticket: number }) {
  const t = useText();
  return (
    <Notice tone="info">
      <span className="flex flex-wrap items-center gap-2">
        {t("newTicket.alreadyOpen")}
        <Button
          small
          onPress={() => {
            closeOverlay();
            openTicket(ticket);
          }}
        >
          {t("newTicket.openIt")}
        </Button>
      </span>
    </Notice>
  );
}
