// Finding by typing: accents and case do not count, words may come in any order, and a long word also finds
// its other endings ("conexao" finds "Conexões").

const stemFrom = 6;
const endingMax = 2;

export function matches(label: string, typed: string): boolean {
  const text = folded(label);
  return folded(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word) || (word.length >= stemFrom && text.includes(word.slice(0, -endingMax))));
}

function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLocaleLowerCase("pt-BR");
}
