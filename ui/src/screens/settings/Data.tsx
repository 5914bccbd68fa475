// Dados: where everything lies, a copy of it now, and the rules as a file.
import { Download, ShieldCheck } from "lucide-react";
import { useStatus } from "../../app/railCounts";
import { call, useAct } from "../../data";
import { useRefusedBy, useSession } from "../../data/session";
import { saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { faultOf, Notice } from "../../parts/State";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { Option } from "./Option";

export function Data() {
  const t = useText();
  const refusedBy = useRefusedBy();
  const session = useSession();
  const secrets = useStatus()?.secrets;
  const backup = useAct("backup_now");
  const exported = () => {
    void call("export_rules", {})
      .then(saveFile)
      .catch((error) => failed(faultOf(error).message));
  };
  return (
    <>
      <Option label={t("settings.backup")} effect={t("settings.backupEffect")} wide>
        <div className="flex flex-col gap-3">
          <div>
            <Button
              icon={ShieldCheck}
              isPending={backup.isPending}
              isDisabled={refusedBy("backup_now") !== null}
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
        </div>
      </Option>
      <Option label={t("settings.exportRules")} effect={t("settings.exportRulesEffect")}>
        <Button icon={Download} isDisabled={refusedBy("export_rules") !== null} onPress={exported}>
          {t("rules.exportAll")}
        </Button>
      </Option>
      <Option label={t("settings.secrets")} effect={secrets ? t(`settings.secretsEffect.${secrets}`) : undefined}>
        <span className="text-muted">{secrets && t(`settings.secretsPlaces.${secrets}`)}</span>
      </Option>
      <Option label={t("settings.version")}>
        <span className="tabular text-muted">{session?.version}</span>
      </Option>
    </>
  );
}
