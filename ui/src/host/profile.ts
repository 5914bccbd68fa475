// Who works at this window. The backend decides what that person may; this only remembers the choice, for this window.
const key = "retorno.profile";

export function chosenProfile(): number | null {
  const kept = Number(sessionStorage.getItem(key) ?? "");
  return Number.isInteger(kept) && kept > 0 ? kept : null;
}

export function chooseProfile(id: number): void {
  sessionStorage.setItem(key, String(id));
}
