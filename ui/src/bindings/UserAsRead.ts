import type { Role } from "./Role";
import type { TeamId } from "./TeamId";

export type UserAsRead = { name: string, role: Role, active: boolean, teams?: Array<TeamId> | null, };
