// The common look of everything people type or choose in.
export const fieldBox =
  "flex h-control w-full min-w-0 items-center rounded-control border border-control bg-surface text-ink transition-colors " +
  "data-hovered:border-muted data-focus-within:border-accent data-focus-within:outline-2 data-focus-within:-outline-offset-1 data-focus-within:outline-accent " +
  "data-invalid:border-danger data-disabled:opacity-50";

export const fieldInput =
  "h-full min-w-0 flex-1 bg-transparent px-2.5 text-ink outline-none placeholder:text-faint data-disabled:cursor-not-allowed";

export const popoverBox =
  "motion-rise min-w-(--trigger-width) rounded-card border border-hairline bg-raised p-1 shadow-overlay outline-none overflow-auto";

export const optionRow =
  "flex min-h-7 items-center gap-2 rounded-tag px-2 py-1 cursor-default select-none outline-none " +
  "data-focused:bg-hover data-focus-visible:outline-none data-selected:text-ink data-disabled:opacity-45";
