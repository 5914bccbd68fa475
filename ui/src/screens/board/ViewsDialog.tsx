// Names the present view, or puts the saved ones in order, renames and deletes them. Saved whole, at once.
import { ArrowDown, ArrowUp, Trash2 } from "lucide";
import { useState } from "react";
import type { BoardView } from "../../bindings/BoardView";
import { useAct } from "../../data";
import { Refusal } from "../../host";
import { Button, IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { Dialog, FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf, Notice } from "../../parts/State";
import { done } from "../../parts/toast";
import { useText } from "../../text";

type ViewsDialogProps = {
  kind: "name" | "order";
  views: readonly BoardView[];
  present: BoardView;
  onClose: () => void;
};

export function ViewsDialog({ kind, views, present, onClose }: ViewsDialogProps) {
  return kind === "name" ? (
    <NameView views={views} present={present} onClose={onClose} />
  ) : (
    <OrderViews views={views} onClose={onClose} />
  );
}

function NameView({ views, present, onClose }: Omit<ViewsDialogProps, "kind">) {
  const t = useText();
  const [name, setName] = useState("");
  const saved = useAct("save_board_views", {
    onDone: () => {
      onClose();
      done(t("views.saved", { name: name.trim() }));
    },
    onFailed: () => undefined,
  });
  return (
    <FormDialog
      title={t("views.save")}
      holds={name}
      onClose={onClose}
      onSave={() => saved.mutate({ views: [...views, { ...present, name: name.trim() }] })}
      busy={saved.isPending}
      missing={missing(t, [[t("views.name"), name]])}
    >
      <TextField
        label={t("views.name")}
        value={name}
        onChange={setName}
        hint={t("views.nameHint")}
        error={saved.isError ? faultOf(saved.error).message : null}
        maxLength={60}
        required
        autoFocus
      />
    </FormDialog>
  );
}

function OrderViews({ views, onClose }: Pick<ViewsDialogProps, "views" | "onClose">) {
  const t = useText();
  const [rows, setRows] = useState(() => views.map((view, index) => ({ key: index, view })));
  const saved = useAct("save_board_views", { onDone: onClose, onFailed: () => undefined });
  const move = (index: number, by: number) =>
    setRows((before) => {
      const next = [...before];
      const [row] = next.splice(index, 1);
      if (row) next.splice(index + by, 0, row);
      return next;
    });
  const problem = (index: number) =>
    saved.error instanceof Refusal
      ? (saved.error.problems.find((one) => one.field === `views.${index}.name`)?.message ?? null)
      : null;
  const stray = saved.isError && rows.every((_, index) => problem(index) === null);
  return (
    <Dialog
      open
      onClose={onClose}
      holds={rows}
      title={t("views.organise")}
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button
            kind="primary"
            isPending={saved.isPending}
            onPress={() => saved.mutate({ views: rows.map((row) => row.view) })}
          >
            {t("parts.save")}
          </Button>
        </>
      }
    >
      {stray && <Notice tone="danger">{faultOf(saved.error).message}</Notice>}
      <ul ref={holdsRows} className="flex flex-col gap-1.5">
        {rows.map(({ key, view }, index) => (
          <li key={key} className="flex items-start gap-1">
            <TextField
              label={t("views.name")}
              labelHidden
              value={view.name}
              onChange={(name) =>
                setRows((before) => before.map((row) => (row.key === key ? { key, view: { ...view, name } } : row)))
              }
              error={problem(index)}
              maxLength={60}
              className="flex-1"
            />
            <IconButton
              icon={ArrowUp}
              label={t("views.up", { name: view.name })}
              refused={index === 0 ? t("board.isFirst") : null}
              onPress={() => move(index, -1)}
            />
            <IconButton
              icon={ArrowDown}
              label={t("views.down", { name: view.name })}
              refused={index === rows.length - 1 ? t("board.isLast") : null}
              onPress={() => move(index, 1)}
            />
            <IconButton
              icon={Trash2}
              label={t("views.remove", { name: view.name })}
              onPress={() => setRows((before) => before.filter((row) => row.key !== key))}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
