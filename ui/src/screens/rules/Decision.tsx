// Why a rule decided as it did: every condition as it was in that instant, from what was kept with the execution.

import { CircleHelp } from "lucide";
import { useState } from "react";
import { useAsk } from "../../data";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Loaded, Notice } from "../../parts/State";
import { useText } from "../../text";
import { JudgedPart, OutcomeBadge } from "../ticket/Why";

export function DecisionButton({ execution, rule }: { execution: number; rule: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small icon={CircleHelp} onPress={() => setOpen(true)}>
        {t("decision.ask")}
      </Button>
      {open && <DecisionDialog execution={execution} rule={rule} onClose={() => setOpen(false)} />}
    </>
  );
}

function DecisionDialog({ execution, rule, onClose }: { execution: number; rule: string; onClose: () => void }) {
  const t = useText();
  const query = useAsk("decision", { execution });
  return (
    <Dialog open onlyRead onClose={onClose} title={t("decision.title", { rule })}>
      <Loaded query={query} rows={8}>
        {({ judgements, unreadable }) => (
          <div className="flex flex-col gap-5">
            {judgements.length === 0 && unreadable === 0 && <Notice tone="info">{t("decision.none")}</Notice>}
            {unreadable > 0 && <Notice tone="warn">{t("decision.unreadable", { count: unreadable })}</Notice>}
            {judgements.map((judged, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: judgements of the past only become more, at the end
              <div key={index} className="flex flex-col gap-2">
                {judged.today !== null && (
                  <Notice tone="warn">
                    {t("decision.today")} <OutcomeBadge outcome={judged.today} past />
                  </Notice>
                )}
                <JudgedPart judged={judged} at={judged.at} />
                {judged.today === null && <p className="text-small text-pretty text-faint">{t("decision.same")}</p>}
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
