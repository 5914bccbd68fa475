// Configurações: an index on the left, a search over every option, and one explicit save for what belongs to the house.
import { Search, SearchX } from "lucide";
import { useRef, useState } from "react";
import { useKey } from "../../app/keymap";
import { patchSearch, readText, useSearchValues } from "../../app/places";
import { Crumb, ScreenFrame } from "../../app/ScreenFrame";
import type { SettingsView } from "../../bindings/SettingsView";
import { useAsk } from "../../data";
import { useOnlyReads, useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { TextField } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { EmptyState, Loaded, Notice } from "../../parts/State";
import { WhyOff } from "../../parts/Toggle";
import { failed } from "../../parts/toast";
import { halted } from "../../parts/unfit";
import { useText } from "../../text";
import { Trail } from "../../trail";
import { Computer } from "./Computer";
import { Data } from "./Data";
import { useEdited } from "./draft";
import { Funnels } from "./Funnels";
import { Holidays } from "./Holidays";
import { Hours } from "./Hours";
import { useHalves } from "./halves";
import { Keys } from "./Keys";
import { Limits } from "./Limits";
import { Notices } from "./Notices";
import { Option, SearchedFor } from "./Option";
import { Appearance } from "./Own";
import { Queues } from "./Queues";
import { Replies } from "./Replies";
import { type SectionId, sectionIcons, sectionOf, sections } from "./sections";
import { Texts } from "./Texts";
import { Times } from "./Times";

export function Settings() {
  const t = useText();
  const query = useAsk("settings", {});
  const section = useSection();
  return (
    <ScreenFrame title={t("screens.settings")} within={<Crumb>{t(`settings.sections.${section}`)}</Crumb>}>
      <Loaded query={query} rows={8}>
        {(view) => <Opened view={view} />}
      </Loaded>
    </ScreenFrame>
  );
}

function Opened({ view }: { view: SettingsView }) {
  const t = useText();
  const section = useSection();
  const [searched, setSearched] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const half = useHalves(({ all }) => [...all.values()][0]);
  const unfit = half ? t("settings.unfit", { label: half.label }) : null;
  const refused = useOnlyReads("save_settings", "settings");
  const why = useRefusedBy()("save_settings");
  const { edited, problems, saving, save, discard } = useEdited(view, refused !== null);
  const shown = searched.trim() === "" ? [section] : sections;
  const elsewhere = problems.map((problem) => sectionOf(problem.field)).find((id) => !shown.includes(id));
  /** Nothing is saved past what means nothing, here or in a section that is not shown. */
  const trySave = () => {
    if (halted(root.current)) return;
    if (unfit === null) save();
    else failed(unfit);
  };
  const strayed = problems.filter((problem) => !shownFields.some((field) => problem.field.startsWith(field)));
  return (
    <div className="flex min-h-0 flex-1">
      <Index section={section} searched={searched} onSearch={setSearched} />
      <div className="flex min-w-0 flex-1 flex-col">
        <div
          ref={root}
          // Another section is another page: it begins at its top.
          key={section}
          tabIndex={0}
          data-mark="inside"
          className="min-h-0 flex-1 overflow-y-auto bg-surface px-8 pb-8"
        >
          <div className="group mx-auto max-w-[52rem]">
            {refused && (
              <Notice tone="info" className="mt-4">
                {refused}
              </Notice>
            )}
            <SearchedFor value={searched.trim()}>
              {shown.map((id) => (
                <section key={id} aria-labelledby={`section-${id}`} className="not-has-data-option:hidden">
                  <h2 id={`section-${id}`} className="pt-5 pb-1 text-section font-semibold">
                    {t(`settings.sections.${id}`)}
                  </h2>
                  <div>
                    <WhyOff value={why}>
                      <Section id={id} edited={edited} view={view} />
                    </WhyOff>
                  </div>
                </section>
              ))}
            </SearchedFor>
            {searched.trim() !== "" && (
              <div className="hidden pt-16 group-not-has-data-option:block">
                <EmptyState
                  icon={SearchX}
                  title={t("parts.nothingFound")}
                  action={<Button onPress={() => setSearched("")}>{t("settings.clearSearch")}</Button>}
                >
                  {t("settings.nothingFits")}
                </EmptyState>
              </div>
            )}
          </div>
        </div>
        {(edited.changed || unfit !== null) && (
          <div className="flex flex-none items-center gap-3 border-t border-hairline bg-surface px-8 py-2.5">
            <p
              className={cx("line-clamp-2 min-w-0 flex-1", unfit || problems.length > 0 ? "text-danger" : "text-muted")}
            >
              {unfit ?? (strayed[0] ?? problems[0])?.message ?? t("settings.unsaved")}
            </p>
            {elsewhere && (
              <Button onPress={() => openSection(elsewhere)}>
                {t("settings.leadTo", { section: t(`settings.sections.${elsewhere}`) })}
              </Button>
            )}
            <Button kind="quiet" onPress={discard}>
              {t("settings.discard")}
            </Button>
            <Button kind="primary" onPress={trySave} isPending={saving}>
              {t("parts.save")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function useSection(): SectionId {
  const wanted = readText(useSearchValues().secao);
  return sections.find((one) => one === wanted) ?? "times";
}

function openSection(id: SectionId): void {
  patchSearch({ secao: id === "times" ? undefined : id });
}

/** Fields whose complaint stands beside them. */
const shownFields = ["zone", "company", "queue.", "hours", "quiet"];

function Section({
  id,
  edited,
  view,
}: {
  id: SectionId;
  edited: Parameters<typeof Times>[0]["edited"];
  view: SettingsView;
}) {
  switch (id) {
    case "times":
      return <Times edited={edited} view={view} />;
    case "hours":
      return <Hours edited={edited} />;
    case "holidays":
      return <Holidays edited={edited} />;
    case "texts":
      return <Texts edited={edited} />;
    case "replies":
      return <Replies />;
    case "notices":
      return <Notices edited={edited} />;
    case "limits":
      return <Limits edited={edited} />;
    case "funnels":
      return <Funnels />;
    case "queues":
      return <Queues />;
    case "appearance":
      return <Appearance />;
    case "keys":
      return <Keys />;
    case "computer":
      return <Computer />;
    case "trail":
      return <HouseTrail />;
    case "data":
      return <Data />;
  }
}

function HouseTrail() {
  const t = useText();
  const refused = useRefusedBy()("audit");
  return (
    <Option label={t("trail.title")} effect={refused ?? t("trail.effect")} wide>
      {refused === null && <Trail />}
    </Option>
  );
}

function Index({
  section,
  searched,
  onSearch,
}: {
  section: SectionId;
  searched: string;
  onSearch: (searched: string) => void;
}) {
  const t = useText();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useKey("search", () => input.current?.select());
  return (
    <nav
      aria-label={t("screens.settings")}
      className="flex w-56 flex-none flex-col gap-3 overflow-y-auto border-r border-hairline bg-app p-3 max-wide:w-52"
    >
      <TextField
        label={t("settings.search")}
        labelHidden
        type="search"
        icon={Search}
        placeholder={t("settings.search")}
        value={searched}
        onChange={onSearch}
        inputRef={input}
        onKeyDown={(event) => event.key === "Escape" && onSearch("")}
      />
      <ul className="flex flex-col gap-0.5">
        {sections.map((id) => {
          const here = id === section && searched === "";
          return (
            <li key={id}>
              <button
                type="button"
                aria-current={here ? "page" : undefined}
                onClick={() => {
                  onSearch("");
                  openSection(id);
                }}
                className={cx(
                  "flex h-8 w-full items-center gap-2.5 rounded-control px-2.5 text-left transition-colors",
                  here ? "bg-selected font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink",
                )}
              >
                <Icon of={sectionIcons[id]} className={here ? "text-accent" : ""} />
                <span className="line-clamp-2 leading-4">{t(`settings.sections.${id}`)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
