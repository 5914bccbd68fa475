import type { BusinessHours } from "./BusinessHours";
import type { UserId } from "./UserId";

export type TeamAsRead = { name: string, leader?: UserId | null, members: Array<UserId>, hours?: BusinessHours | null, };
