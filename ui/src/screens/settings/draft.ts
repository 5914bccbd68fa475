// The settings while they are edited: one whole value, saved over what others have saved since. What is changed and not
// saved survives a look at another screen.
import { create } from "zustand";
import type { QueuePolicy } from "../../bindings/QueuePolicy";
import type { Settings } from "../../bindings/Settings";
import type { SettingsView } from "../../bindings/SettingsView";
import { call, client, useAct } from "../../data";
import { Refusal } from "../../host";
import { faultOf } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { useText } from "../../text";
import { forgetHalves } from "./halves";
import { type Draft, rebased, same } from "./rebase";

const useDraft = create<{ draft: Draft<Settings> | null }>(() => ({ draft: null }));

/** Keeps what is written, unless it says what holds already. */
function keep(draft: Draft<Settings>, now: Settings): void {
  useDraft.setState({ draft: same(draft.mine, now) ? null : draft });
}

/** What holds now has been read: whoever saves again after they were told means it so. */
async function madeAnew(): Promise<void> {
  const found = await call("settings", {});
  client.setQueryData(["settings", {}], found);
  const { draft } = useDraft.getState();
  if (draft) keep({ from: found.settings, mine: rebased(draft, found.settings).mine }, found.settings);
}

export type Edited = {
  settings: Settings;
  defaults: Settings;
  changed: boolean;
  disabled: boolean;
  set: (change: Partial<Settings>) => void;
  setQueue: (change: Partial<QueuePolicy>) => void;
  /** The backend's complaint about one field, such as `queue.wait`. */
  problem: (field: string) => string | null;
};

export function useEdited(view: SettingsView, disabled: boolean) {
  const t = useText();
  const written = useDraft((state) => state.draft);
  const draft = written && rebased(written, view.settings);
  const settings = draft?.mine ?? view.settings;
  const save = useAct("save_settings", {
    onDone: (saved, sent) => {
      // Known at once: the fields must not show the old values until somebody has asked again.
      client.setQueryData(["settings", {}], saved);
      const { draft } = useDraft.getState();
      // What was typed while it was being saved is still to be saved.
      if (draft) keep(rebased({ from: sent.settings, mine: draft.mine }, saved.settings), saved.settings);
      done(t("parts.saved"));
    },
    onFailed: (error) => {
      if (error instanceof Refusal && error.code === "conflict") void madeAnew().catch(() => undefined);
      if (!(error instanceof Refusal) || error.problems.length === 0) failed(faultOf(error).message);
    },
  });
  const put = (mine: Settings) => keep({ from: draft?.from ?? view.settings, mine }, view.settings);
  const edited: Edited = {
    settings,
    defaults: view.defaults,
    changed: !same(settings, view.settings),
    disabled,
    set: (change) => put({ ...settings, ...change }),
    setQueue: (change) => put({ ...settings, queue: { ...settings.queue, ...change } }),
    problem: (field) =>
      save.error instanceof Refusal ? (save.error.problems.find((one) => one.field === field)?.message ?? null) : null,
  };
  const problems = save.error instanceof Refusal ? save.error.problems : [];
  return {
    edited,
    problems,
    saving: save.isPending,
    save: () => {
      // What comes while it is being saved is measured by what was sent.
      if (draft) useDraft.setState({ draft });
      save.mutate({ settings, from: draft?.from });
    },
    discard: () => {
      useDraft.setState({ draft: null });
      forgetHalves();
      save.reset();
    },
  };
}
