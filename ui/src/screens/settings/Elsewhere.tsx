// Said only where the clocks of this computer show another hour than the team's: whose the hours on screen are, and both.
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { zonesApart } from "../../text/zones";

export function Elsewhere({ zone }: { zone: string }) {
  const t = useText();
  const apart = zonesApart(useNow(), zone);
  return (
    apart && <p className="mt-1 max-w-60 text-small text-pretty text-muted">{t("settings.zoneElsewhere", apart)}</p>
  );
}
