// Why a text has no preview: nothing is written, something in it is wrong, or nobody has written to the house yet. Pure.
import type { TextPreview } from "../../bindings/TextPreview";

export type PreviewGap = "rules.previewEmpty" | "rules.previewWrong" | "rules.previewNobody";

/** Null: there is one, or it is still on its way. */
export function previewGap(written: string, preview: TextPreview | undefined): PreviewGap | null {
  if (written.trim() === "") return "rules.previewEmpty";
  if (!preview || preview.text !== null) return null;
  return preview.problems.length > 0 ? "rules.previewWrong" : "rules.previewNobody";
}
