// The team's time zone beside the machine's, where their clocks differ. Only said; every hour on screen is the team's.
import { currentLanguage, formatLocale } from "./index";

type Apart = { here: string; hereTime: string; house: string; houseTime: string };

/** Both zones with the hour their clocks show, or null where they show the same. */
export function zonesApart(ms: number, house: string, here = ofThisComputer()): Apart | null {
  const shown = (zone: string) =>
    new Intl.DateTimeFormat(formatLocale[currentLanguage()], {
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    }).format(ms);
  let hereTime: string;
  let houseTime: string;
  try {
    [hereTime, houseTime] = [shown(here), shown(house)];
  } catch {
    // A zone newer than this computer's list of them.
    return null;
  }
  return hereTime === houseTime ? null : { here: place(here), hereTime, house: place(house), houseTime };
}

function ofThisComputer(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "America/Sao_Paulo" names a place: "Sao Paulo". */
function place(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}
