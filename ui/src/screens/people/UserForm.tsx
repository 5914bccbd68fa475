// One person: name and role, each role with what it may do.
import { useState } from "react";
import type { Role } from "../../bindings/Role";
import type { UserView } from "../../bindings/UserView";
import { useAct } from "../../data";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf, Notice } from "../../parts/State";
import { Radios } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";

const roles: readonly Role[] = ["technician", "leader", "supervisor", "viewer"];

export function UserForm({ user, onClose }: { user: UserView | null; onClose: () => void }) {
  const t = useText();
  const [name, setName] = useState(user?.name ?? "");
  const [role, setRole] = useState<Role>(user?.role ?? "technician");
  const saved = useAct("save_user", {
    onDone: () => {
      done(t("people.saved", { name: name.trim() }));
      onClose();
    },
    onFailed: () => undefined,
  });
  const nameProblem = problemOf(saved.error, "name");
  return (
    <FormDialog
      title={user ? t("people.edit", { name: user.name }) : t("people.addUser")}
      onClose={onClose}
      onSave={() => saved.mutate({ id: user?.id, name: name.trim(), role, active: user?.active ?? true })}
      busy={saved.isPending}
      missing={missing(t, [[t("people.name"), name]])}
    >
      <TextField label={t("people.name")} value={name} onChange={setName} error={nameProblem} required autoFocus />
      <Radios
        label={t("people.role")}
        value={role}
        onChange={setRole}
        options={roles.map((id) => ({ id, label: t(`roles.${id}`), hint: t(`people.roleHints.${id}`) }))}
      />
      {saved.error && !nameProblem ? <Notice tone="danger">{faultOf(saved.error).message}</Notice> : null}
    </FormDialog>
  );
}
