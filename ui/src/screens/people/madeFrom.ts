// What a form of a person or a team was made from, so that saving it undoes nothing another has saved since.
import { useState } from "react";
import type { Directory } from "../../bindings/Directory";
import type { TeamAsRead } from "../../bindings/TeamAsRead";
import type { TeamView } from "../../bindings/TeamView";
import type { UserAsRead } from "../../bindings/UserAsRead";
import type { UserView } from "../../bindings/UserView";
import { call } from "../../data";
import { Refusal } from "../../host";

export function teamRead({ name, leader, members, hours }: TeamView): TeamAsRead {
  return { name, leader, members, hours };
}

export function userRead({ id, name, role, active }: UserView, teams: readonly TeamView[]): UserAsRead {
  return { name, role, active, teams: teams.filter((team) => team.members.includes(id)).map((team) => team.id) };
}

/** As it was when the form was opened; after a refusal that told of another's change, as it is now. */
export function useMadeFrom<T>(opened: () => T | null, look: (now: Directory) => T | undefined) {
  const [from, setFrom] = useState(opened);
  const refused = (error: unknown) => {
    if (!(error instanceof Refusal) || error.code !== "conflict") return;
    void call("directory", {})
      .then((now) => setFrom((before) => look(now) ?? before))
      .catch(() => undefined);
  };
  return { from, refused };
}
