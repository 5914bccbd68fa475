// Minutes of a day and times as people write them ("18:00"), and frames of the week. Pure.

export function minuteText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** "18:00" → 1080; null when it is no time. */
export function minuteOf(text: string | null): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text ?? "");
  if (!found) return null;
  const minute = Number(found[1]) * 60 + Number(found[2]);
  return minute <= 1440 ? minute : null;
}
