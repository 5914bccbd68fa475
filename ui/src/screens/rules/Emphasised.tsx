// A sentence of the catalogue whose **marked** parts stand out.
export function Emphasised({ words }: { words: string }) {
  return words.split("**").map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, never reordered
      <strong key={index} className="font-semibold text-ink">
        {part}
      </strong>
    ) : (
      part
    ),
  );
}
