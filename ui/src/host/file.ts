// Hands a file of the backend to the person. It is saved, never shown or run: nothing of it becomes part of the page.
import type { BinaryFile } from "../bindings/BinaryFile";
import type { TextFile } from "../bindings/TextFile";

/** What every file system takes, in bytes. */
const nameBytesMax = 200;
/** Longest ending that is kept when a name is cut, in bytes. */
const endingBytesMax = 20;
const keptMs = 60_000;

export function saveFile({ name, mime, text }: TextFile): void {
  save(name, new Blob([text], { type: mime }));
}

/** A file that came from outside. The type it claims is not believed: no browser draws what it does not know. */
export function saveBytes({ name, base64 }: BinaryFile, nameless: string): void {
  save(safeName(name, nameless), new Blob([bytesOf(base64)], { type: "application/octet-stream" }));
}

/** A name as it is shown: every sign in its place. */
export function shownName(name: string, nameless: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "").trim() || nameless;
}

/** A name as a file may have it: besides, it leads to no folder, is not hidden and is not too long. */
export function safeName(name: string, nameless: string): string {
  const flat = shownName(name, nameless).replace(/[/\\<>:"|?*]/g, "-");
  const whole = flat.replace(/^[\s.]+|[\s.]+$/gu, "");
  if (!whole) return nameless;
  const dot = whole.lastIndexOf(".");
  const ending = dot > 0 && bytes(whole.slice(dot)) <= endingBytesMax ? whole.slice(dot) : "";
  const stem = [...whole.slice(0, whole.length - ending.length)];
  while (bytes(stem.join("")) + bytes(ending) > nameBytesMax) stem.pop();
  return stem.join("") + ending;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const letters = atob(base64);
  const found = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) found[at] = letters.charCodeAt(at);
  return found;
}

function save(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
}
