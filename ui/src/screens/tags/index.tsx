// Etiquetas: the labels of contacts. One kind keeps automations away. Archived ones stay on the contacts that have them.
import { Archive, ArchiveRestore, BellOff, Pencil, Plus, Tag as TagIcon } from "lucide";
import { useState } from "react";
import { go } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { TagCount } from "../../bindings/TagCount";
import type { TagView } from "../../bindings/TagView";
import { useAct, useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { changed, tagRead, takenBack } from "../../data/madeFrom";
import { useOnlyReads, useRefusedBy } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { EmptyState } from "../../parts/State";
import { Badge, hueOf, Tag } from "../../parts/Tag";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { number } from "../../text/format";
import { TagForm } from "./TagForm";

export function Tags() {
  const t = useText();
  const { tags } = useNames().all;
  const refused = useOnlyReads("save_tag", "tags");
  const counts = useAsk("tag_counts", {}).data;
  const [edited, setEdited] = useState<TagView | "new" | null>(null);
  const add = (
    <Button kind="primary" icon={Plus} refused={refused} onPress={() => setEdited("new")}>
      {t("tags.add")}
    </Button>
  );
  const live = tags.filter((tag) => !tag.archived).toSorted((one, other) => one.name.localeCompare(other.name));
  const archived = tags.filter((tag) => tag.archived);
  return (
    <ScreenFrame title={t("screens.tags")} count={live.length} tools={add}>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">
        {refused && <p className="mx-auto mb-3 max-w-[44rem] text-small text-faint">{refused}</p>}
        {tags.length === 0 ? (
          <EmptyState icon={TagIcon} title={t("tags.empty")} action={add}>
            {t("tags.emptyHint")}
          </EmptyState>
        ) : (
          <ul className="mx-auto max-w-[44rem] ruled rounded-card border border-hairline bg-surface">
            {[...live, ...archived].map((tag) => (
              <TagLine
                key={tag.id}
                tag={tag}
                count={counts?.find((one) => one.tag === tag.id) ?? null}
                onEdit={() => setEdited(tag)}
              />
            ))}
          </ul>
        )}
      </div>
      {edited !== null && <TagForm tag={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </ScreenFrame>
  );
}

function TagLine({ tag, count, onEdit }: { tag: TagView; count: TagCount | null; onEdit: () => void }) {
  const t = useText();
  const refused = useRefusedBy()("save_tag");
  const restored = useAct("save_tag");
  const archived = useAct("save_tag", {
    onDone: (_, saved) => done(t("tags.nowArchived", { name: tag.name }), () => restored.mutateAsync(takenBack(saved))),
  });
  return (
    <li className="flex min-h-10 items-center gap-3 px-3">
      <Tag whole hue={tag.archived ? "slate" : hueOf(tag.colour)} className={tag.archived ? "opacity-60" : ""}>
        {tag.name}
      </Tag>
      {tag.kind === "do_not_disturb" && (
        <span className="flex min-w-0 items-center gap-2">
          <Icon of={BellOff} size={14} className="text-warn" />
          <span className="truncate text-small text-faint">{t("tags.doNotDisturbEffect")}</span>
        </span>
      )}
      <span className="ml-auto flex items-center gap-1">
        {tag.archived && <Badge>{t("settings.archived")}</Badge>}
        {count !== null && <Carriers tag={tag} count={count} />}
        <IconButton icon={Pencil} small label={t("tags.edit", { name: tag.name })} refused={refused} onPress={onEdit} />
        {tag.archived ? (
          <IconButton
            icon={ArchiveRestore}
            small
            label={t("tags.restore", { name: tag.name })}
            refused={refused}
            onPress={() => restored.mutate(changed(tag.id, tagRead(tag), { archived: false }))}
          />
        ) : (
          <IconButton
            icon={Archive}
            small
            label={t("tags.archive", { name: tag.name })}
            refused={refused}
            onPress={() => archived.mutate(changed(tag.id, tagRead(tag), { archived: true }))}
          />
        )}
      </span>
    </li>
  );
}

/** How many contacts carry it, and the way to their tickets. */
function Carriers({ tag, count: { contacts, more } }: { tag: TagView; count: TagCount }) {
  const t = useText();
  const shown = `${number(contacts)}${more ? "+" : ""}`;
  const words = t("tags.contacts", { count: contacts, shown });
  if (contacts === 0) return <span className="px-2 text-small text-faint">{t("tags.noContacts")}</span>;
  return (
    <Button
      kind="quiet"
      small
      className="font-normal!"
      aria-label={t("tags.showContacts", { contacts: words, name: tag.name })}
      onPress={() => go("/funil", { tag: [tag.id] })}
    >
      <span className="tabular text-small text-muted">{words}</span>
    </Button>
  );
}
