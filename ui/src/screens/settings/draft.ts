// The settings while they are edited: one whole value, saved whole. What is changed and not saved survives a look at
// another screen.
import { create } from "zustand";
import type { QueuePolicy } from "../../bindings/QueuePolicy";
import type { Settings } from "../../bindings/Settings";
import type { SettingsView } from "../../bindings/SettingsView";
import { client, useAct } from "../../data";
import { Refusal } from "../../host";
import { faultOf } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { useText } from "../../text";
import { forgetHalves } from "./halves";

const useDraft = create<{ draft: Settings | null }>(() => ({ draft: null }));

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
  const draft = useDraft((state) => state.draft);
  const settings = draft ?? view.settings;
  const save = useAct("save_settings", {
    onDone: (saved, sent) => {
      // Known at once: the fields must not show the old values until somebody has asked again.
      client.setQueryData(["settings", {}], saved);
      // What was typed while it was being saved is still to be saved.
      useDraft.setState(({ draft }) => ({ draft: same(draft, sent.settings) ? null : draft }));
      done(t("parts.saved"));
    },
    onFailed: (error) => {
      if (!(error instanceof Refusal) || error.problems.length === 0) failed(faultOf(error).message);
    },
  });
  const put = (next: Settings) => useDraft.setState({ draft: same(next, view.settings) ? null : next });
  const edited: Edited = {
    settings,
    defaults: view.defaults,
    changed: draft !== null,
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
    save: () => save.mutate({ settings }),
    discard: () => {
      useDraft.setState({ draft: null });
      forgetHalves();
      save.reset();
    },
  };
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
