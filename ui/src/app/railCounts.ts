// The numbers beside the names in the rail, all from one small reply.
import { sharedAsk } from "../data";
import type { Screen } from "../screens";
import type { RailCount } from "./Rail";

export const useStatus = sharedAsk("status", {});

export function useRailCounts(): Partial<Record<Screen["id"], RailCount>> {
  const status = useStatus();
  if (!status) return {};
  return {
    waiting: { count: status.waiting },
    mine: { count: status.mine },
    missed: { count: status.missed + status.unknown, urgent: true },
    connections: { count: status.connections_down, urgent: true },
  };
}
