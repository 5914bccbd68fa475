// One polite live region for the whole window: results of keyboard moves are said once, here.
import { useEffect, useState } from "react";

type Hear = (words: string) => void;
let hear: Hear | undefined;

export function announce(words: string): void {
  hear?.(words);
}

/** Mounted once by the shell. */
export function Announcer() {
  const [said, setSaid] = useState({ words: "", turn: 0 });
  useEffect(() => {
    hear = (words) => setSaid((previous) => ({ words, turn: previous.turn + 1 }));
    return () => {
      hear = undefined;
    };
  }, []);
  return (
    <div aria-live="polite" aria-atomic="true" className="sr-only">
      {/* A new key makes the same sentence be read again. */}
      <span key={said.turn}>{said.words}</span>
    </div>
  );
}
