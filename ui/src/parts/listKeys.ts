// Which keys go through a list and select in it. The parts know that there are such keys; which they are is the shell's
// business, and the person's.
import { createContext, useContext } from "react";
import type { Combo } from "./keys";

export type ListKeys = { next: Combo; previous: Combo; select: Combo };

export const ListKeysContext = createContext<ListKeys>({ next: "j", previous: "k", select: "x" });

export function useListKeys(): ListKeys {
  return useContext(ListKeysContext);
}
