// Where the data lies and its copies: one made now, and one chosen to take the place of the data at the next start.
import { Check, Copy, RotateCcw, ShieldCheck, TriangleAlert } from "lucide";
import { useState } from "react";
import type { CopyView } from "../../bindings/CopyView";
import { client, useAct, useAsk } from "../../data";
import { useRefusedBy } from "../../data/session";
import { announce } from "../../parts/announce";
import { Button } from "../../parts/Button";
import { ConfirmDialog } from "../../parts/Dialog";
import { Notice } from "../../parts/State";
import { useText } from "../../text";
import { number, wallTime } from "../../text/format";
import { Option } from "./Option";

export function Copies() {
  const t = useText();
  const refusedBy = useRefusedBy();
  const may = refusedBy("data_folder") === null;
  const folder = useAsk("data_folder", {}, { enabled: may }).data;
  const backup = useAct("backup_now", { onDone: () => void client.invalidateQueries({ queryKey: ["data_folder"] }) });
  const [chosen, setChosen] = useState<CopyView | null>(null);
  const restore = useAct("restore_copy", {
    onDone: (reply) => {
      client.setQueryData(["data_folder", {}], reply);
      setChosen(null);
    },
  });
  return (
    <>
      {folder && (
        <Option label={t("settings.folder")} effect={t("settings.folderEffect")} wide>
          <div className="flex flex-col gap-3">
            <CopiedText text={folder.path} />
            {folder.synced_by && (
              <Notice tone="warn" icon={TriangleAlert}>
                {t("settings.folderSynced", { program: folder.synced_by })}
              </Notice>
            )}
          </div>
        </Option>
      )}
      <Option label={t("settings.backup")} effect={t("settings.backupEffect")} wide>
        <div className="flex flex-col gap-3">
          {folder?.restores && (
            <Notice
              tone="warn"
              icon={RotateCcw}
              action={
                <Button small isPending={restore.isPending} onPress={() => restore.mutate({ name: null })}>
                  {t("settings.restoreCancel")}
                </Button>
              }
            >
              {t("settings.restoresNext", { when: madeAt(folder.restores) })}
            </Notice>
          )}
          <div>
            <Button
              icon={ShieldCheck}
              isPending={backup.isPending}
              refused={refusedBy("backup_now")}
              onPress={() => backup.mutate({})}
            >
              {backup.isPending ? t("settings.backingUp") : t("settings.backupNow")}
            </Button>
          </div>
          {backup.data && (
            <Notice tone="ok" icon={ShieldCheck}>
              {t("settings.backedUp")} <span className="break-all select-text">{backup.data.path}</span>
            </Notice>
          )}
          {folder && folder.copies.length > 0 && (
            <ul aria-label={t("settings.copies")} className="max-w-xl ruled">
              {folder.copies.map((copy) => (
                <li key={copy.name} className="flex items-center gap-3 py-1.5">
                  <span className="tabular min-w-0 flex-1">{madeAt(copy.name)}</span>
                  <span className="tabular text-small text-muted">
                    {t("settings.megabytes", { size: number(copy.bytes / 1_000_000, { maximumFractionDigits: 1 }) })}
                  </span>
                  <Button
                    small
                    aria-label={t("settings.restoreOf", { when: madeAt(copy.name) })}
                    refused={copy.name === folder.restores ? t("settings.restoreChosen") : null}
                    onPress={() => setChosen(copy)}
                  >
                    {t("settings.restoreCopy")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </div>
      </Option>
      <ConfirmDialog
        open={chosen !== null}
        onClose={() => setChosen(null)}
        onConfirm={() => chosen && restore.mutate({ name: chosen.name })}
        busy={restore.isPending}
        title={t("settings.restoreTitle", { when: chosen ? madeAt(chosen.name) : "" })}
        confirm={t("settings.restoreConfirm")}
      >
        {t("settings.restoreText")}
      </ConfirmDialog>
    </>
  );
}

function CopiedText({ text }: { text: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      announce(t("settings.folderCopied"));
    });
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <code className="min-w-0 break-all rounded-control bg-sunken px-2 py-1 select-text">{text}</code>
      <Button small icon={copied ? Check : Copy} onPress={copy}>
        {copied ? t("settings.folderCopied") : t("settings.folderCopy")}
      </Button>
    </div>
  );
}

/** The local instant in a copy's name, `retorno-2026-11-21-140000.sqlite`; a name of another kind stays as it is. */
function madeAt(name: string): string {
  const found = /(\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)(\d\d)/.exec(name);
  if (!found) return name;
  const [, year, month, day, hour, minute, second] = found;
  return wallTime(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`));
}
