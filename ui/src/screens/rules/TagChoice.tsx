// Which tag an action puts or takes away. One that is missing is made here, where it is missed.
import { Plus } from "lucide";
import { useState } from "react";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { Select } from "../../parts/Select";
import { HueDot, hueOf } from "../../parts/Tag";
import { useText } from "../../text";
import { TagForm } from "../tags/TagForm";

type TagChoiceProps = {
  value: number | null | undefined;
  onChange: (tag: number) => void;
  /** Taking away one that was made just now would do nothing. */
  makes: boolean;
  required: boolean;
  disabled: boolean;
  error: string | null;
  className: string;
};

export function TagChoice({ value, onChange, makes, ...rest }: TagChoiceProps) {
  const t = useText();
  const [making, setMaking] = useState(false);
  const tags = useNames().all.tags.filter((tag) => !tag.archived);
  const refused = useRefusedBy()("save_tag");
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Select
        {...rest}
        label={t("rules.tag")}
        value={value ? String(value) : null}
        onChange={(id) => onChange(Number(id))}
        options={tags.map((tag) => ({ id: String(tag.id), label: tag.name, lead: <HueDot hue={hueOf(tag.colour)} /> }))}
      />
      {makes && (
        <Button kind="quiet" icon={Plus} isDisabled={rest.disabled} refused={refused} onPress={() => setMaking(true)}>
          {t("rules.makeTag")}
        </Button>
      )}
      {making && <TagForm tag={null} onClose={() => setMaking(false)} onSaved={(made) => onChange(made.id)} />}
    </div>
  );
}
