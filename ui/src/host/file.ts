// Hands a file of the backend to the person.
import type { TextFile } from "../bindings/TextFile";

export function saveFile({ name, mime, text }: TextFile): void {
  const address = URL.createObjectURL(new Blob([text], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
