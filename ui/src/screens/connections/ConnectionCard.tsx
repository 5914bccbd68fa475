// One connection at a glance: its state in colour and in words, the last traffic, and what stops while it is down.
import { MoreVertical, Pencil, Power, PowerOff, Trash2 } from "lucide";
import { useState } from "react";
import type { ConnectionView } from "../../bindings/ConnectionView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { ConfirmDialog } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { Dot, toneText } from "../../parts/Tag";
import { done } from "../../parts/toast";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { number, whenShort } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { connectionTones, kindIcon } from "./looks";
import { TestResult } from "./TestResult";

export function ConnectionCard({ connection, onEdit }: { connection: ConnectionView; onEdit: () => void }) {
  const t = useText();
  const names = useNames();
  const refusedBy = useRefusedBy();
  const { enabled, state } = connection;
  const tone = enabled ? connectionTones[state] : "neutral";
  const test = useAct("test_connection", { onFailed: () => undefined });
  const down = enabled && (state === "offline" || state === "auth" || state === "blocked");
  return (
    <li className="flex flex-col gap-3 rounded-card border border-hairline bg-surface p-4">
      <header className="flex items-start gap-3">
        <span className="flex size-9 flex-none items-center justify-center rounded-control bg-sunken text-muted">
          <Icon of={kindIcon(connection.kind)} size={20} />
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{connection.name}</h2>
          <p className="flex items-center gap-1.5">
            <Dot tone={tone} />
            <span className={`${toneText[tone]} font-medium`}>
              {enabled ? t(`connections.states.${state}`) : t("connections.switchedOff")}
            </span>
          </p>
        </div>
        <CardMenu connection={connection} onEdit={onEdit} />
      </header>
      {enabled && connection.detail && <p className="text-pretty text-muted">{inOurWords(connection.detail)}</p>}
      <Facts connection={connection} queue={names.queue(connection.queue)?.name ?? ""} />
      {down && (
        <p className="text-small text-pretty text-danger">
          {t("connections.whatStops")}
          {connection.planned > 0 &&
            ` ${t("connections.whatWaits", { count: connection.planned, shown: number(connection.planned) })}`}
        </p>
      )}
      <TestResult reply={test.data} error={test.error} />
      <footer className="flex gap-2">
        <Button
          isPending={test.isPending}
          refused={refusedBy("test_connection")}
          onPress={() => test.mutate({ id: connection.id, kind: connection.kind, settings: connection.settings })}
        >
          {test.isPending ? t("connections.testing") : t("connections.test")}
        </Button>
        <Button kind="quiet" icon={Pencil} onPress={onEdit} refused={refusedBy("save_connection")}>
          {state === "auth" && enabled ? t("connections.signIn") : t("parts.edit")}
        </Button>
      </footer>
    </li>
  );
}

function Facts({ connection, queue }: { connection: ConnectionView; queue: string }) {
  const t = useText();
  const instant = useNow();
  const when = (at: number | null) => (at === null ? t("connections.never") : whenShort(at, instant));
  const address = connection.settings.address;
  const facts: [string, string][] = [
    ...(address ? [[t("connections.address"), address] as [string, string]] : []),
    [t("connections.kind"), kindName(connection.kind, t)],
    [t("connections.lastIn"), when(connection.last_in)],
    [t("connections.lastOut"), when(connection.last_out)],
    [t("connections.queue"), queue],
    [t("connections.planned"), number(connection.planned)],
  ];
  return (
    <dl className="tabular grid grid-cols-[10rem_1fr] gap-x-3 gap-y-1 text-small">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-faint">{label}</dt>
          <dd className="min-w-0 truncate">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function kindName(kind: string, t: ReturnType<typeof useText>): string {
  switch (kind) {
    case "email":
    case "demo":
    case "telegram":
    case "whatsapp":
    case "http":
      return t(`connections.kinds.${kind}`);
    default:
      return kind;
  }
}

function CardMenu({ connection, onEdit }: { connection: ConnectionView; onEdit: () => void }) {
  const t = useText();
  const refusedBy = useRefusedBy();
  const [deleting, setDeleting] = useState(false);
  const enable = useAct("enable_connection", {
    onDone: (_, { enabled }) =>
      done(t(enabled ? "connections.enabled" : "connections.disabled", { name: connection.name })),
  });
  const remove = useAct("delete_connection", {
    onDone: () => done(t("connections.deleted", { name: connection.name })),
  });
  return (
    <>
      <Menu
        label={t("connections.optionsOf", { name: connection.name })}
        groups={[
          {
            commands: [
              { id: "edit", label: t("parts.edit"), icon: Pencil, refused: refusedBy("save_connection"), run: onEdit },
              connection.enabled
                ? {
                    id: "off",
                    label: t("connections.disable"),
                    icon: PowerOff,
                    refused: refusedBy("enable_connection"),
                    run: () => enable.mutate({ connection: connection.id, enabled: false }),
                  }
                : {
                    id: "on",
                    label: t("connections.enable"),
                    icon: Power,
                    refused: refusedBy("enable_connection"),
                    run: () => enable.mutate({ connection: connection.id, enabled: true }),
                  },
            ],
          },
          {
            commands: [
              {
                id: "delete",
                label: t("connections.delete"),
                icon: Trash2,
                danger: true,
                refused: refusedBy("delete_connection"),
                run: () => setDeleting(true),
              },
            ],
          },
        ]}
      >
        <IconButton icon={MoreVertical} label={t("connections.optionsOf", { name: connection.name })} />
      </Menu>
      <ConfirmDialog
        open={deleting}
        onClose={() => setDeleting(false)}
        onConfirm={() => remove.mutate({ connection: connection.id }, { onSettled: () => setDeleting(false) })}
        title={t("connections.deleteTitle", { name: connection.name })}
        confirm={t("connections.delete")}
        busy={remove.isPending}
      >
        {t("connections.deleteHint")}
        {connection.planned > 0 &&
          ` ${t("connections.deletePlanned", { count: connection.planned, shown: number(connection.planned) })}`}
      </ConfirmDialog>
    </>
  );
}
