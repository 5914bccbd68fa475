// Conexões: what words arrive and leave through, in what state each is, and what to do about it.
import { KeyRound, Plug, Plus } from "lucide";
import { useState } from "react";
import { readId, useSearchValue } from "../../app/places";
import { useStatus } from "../../app/railCounts";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { ConnectionView } from "../../bindings/ConnectionView";
import { useAsk } from "../../data";
import { useOnlyReads, useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { EmptyState, Loaded, Notice } from "../../parts/State";
import { useText } from "../../text";
import { ConnectionCard } from "./ConnectionCard";
import { ConnectionForm } from "./ConnectionForm";
import { SecretsDialog } from "./SecretsDialog";

const newConnection = "nova";
const readAsked = (value: unknown) => (value === newConnection ? newConnection : readId(value));

export function Connections() {
  const t = useText();
  const [asked, setAsked] = useSearchValue("conexao", readAsked);
  const [changed, setChanged] = useState<ConnectionView | null>(null);
  const query = useAsk("connections", {});
  const refused = useOnlyReads("save_connection", "connections");
  return (
    <ScreenFrame
      title={t("screens.connections")}
      count={query.data?.length}
      tools={
        <Button kind="primary" icon={Plus} onPress={() => setAsked(newConnection)} refused={refused}>
          {t("connections.add")}
        </Button>
      }
    >
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        <Locked />
        {typeof asked === "number" && query.data?.every((one) => one.id !== asked) && (
          <Notice
            tone="warn"
            className="mb-3"
            action={
              <Button small onPress={() => setAsked(undefined)}>
                {t("parts.close")}
              </Button>
            }
          >
            {t("connections.gone")}
          </Notice>
        )}
        {refused && <p className="mb-3 text-small text-faint">{refused}</p>}
        <Loaded query={query} rows={6}>
          {(connections) =>
            connections.length === 0 ? (
              <EmptyState
                icon={Plug}
                title={t("connections.empty")}
                action={
                  <Button kind="primary" icon={Plus} onPress={() => setAsked(newConnection)} refused={refused}>
                    {t("connections.add")}
                  </Button>
                }
              >
                {t("connections.emptyHint")}
              </EmptyState>
            ) : (
              <ul className="grid grid-cols-[repeat(auto-fill,minmax(24rem,1fr))] items-start gap-3">
                {connections.map((connection) => (
                  <ConnectionCard key={connection.id} connection={connection} onEdit={() => setChanged(connection)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
      {asked === newConnection && refused === null && (
        <ConnectionForm connection={null} onClose={() => setAsked(undefined)} />
      )}
      {changed && <ConnectionForm connection={changed} onClose={() => setChanged(null)} />}
    </ScreenFrame>
  );
}

/** Passwords wait behind a passphrase where the system has no keyring. */
function Locked() {
  const t = useText();
  const [open, setOpen] = useState(false);
  const secrets = useStatus()?.secrets;
  const refused = useRefusedBy()("unlock_secrets");
  if (secrets !== "file_locked") return null;
  return (
    <>
      <Notice
        tone="warn"
        icon={KeyRound}
        className="mb-3"
        action={
          <Button small onPress={() => setOpen(true)} refused={refused}>
            {t("connections.secrets.unlock")}
          </Button>
        }
      >
        {t("connections.secrets.locked")}
      </Notice>
      {open && <SecretsDialog founding={false} onClose={() => setOpen(false)} onDone={() => setOpen(false)} />}
    </>
  );
}
