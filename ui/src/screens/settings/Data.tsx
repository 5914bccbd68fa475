// Dados: where everything lies and its copies, whether all that was planned adds up, the rules as a file, where passwords
// are kept.
import { Download } from "lucide";
import { useStatus } from "../../app/railCounts";
import { call } from "../../data";
import { useRefusedBy, useSession } from "../../data/session";
import { saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { faultOf } from "../../parts/State";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { Check } from "./Check";
import { Copies } from "./Copies";
import { Option } from "./Option";

export function Data() {
  const t = useText();
  const refusedBy = useRefusedBy();
  const session = useSession();
  const secrets = useStatus()?.secrets;
  const exported = () => {
    void call("export_rules", {})
      .then(saveFile)
      .catch((error) => failed(faultOf(error).message));
  };
  return (
    <>
      <Copies />
      <Check />
      <Option label={t("settings.exportRules")} effect={t("settings.exportRulesEffect")}>
        <Button icon={Download} refused={refusedBy("export_rules")} onPress={exported}>
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
