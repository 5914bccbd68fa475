// What waits for the hub to answer again.
import { useEffect, useRef } from "react";
import { useContact } from "../host/http";

/** Acts once the hub answers again. */
export function useContactBack(back: () => void, waits: boolean): void {
  const cut = useContact((contact) => contact.cut);
  const before = useRef(cut);
  useEffect(() => {
    const isBack = before.current && !cut;
    before.current = cut;
    if (isBack && waits) back();
  }, [cut, back, waits]);
}
