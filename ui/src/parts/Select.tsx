// Choose one of a list: Select for a short one, ComboBox for one people search in.
import { Check, ChevronDown } from "lucide";
import { useMemo } from "react";
import {
  ComboBox as AriaComboBox,
  Select as AriaSelect,
  Button,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
  useFilter,
} from "react-aria-components";
import { useText } from "../text";
import { cx } from "./cx";
import { FieldFoot, FieldLabel, type FieldWords, fieldColumn } from "./Field";
import { fieldBox, fieldInput, optionRow, popoverBox } from "./fieldStyle";
import { Icon } from "./Icon";

export type Option<Id extends string = string> = {
  id: Id;
  label: string;
  /** A second, quieter line. */
  detail?: string;
  disabled?: boolean;
  lead?: React.ReactNode;
};

type ChoiceProps<Id extends string> = FieldWords & {
  options: readonly Option<Id>[];
  value: Id | null;
  onChange: (value: Id) => void;
  placeholder?: string;
};

export function Select<Id extends string>(props: ChoiceProps<Id>) {
  const t = useText();
  return (
    <AriaSelect
      value={props.value}
      onChange={(key) => key !== null && props.onChange(key as Id)}
      placeholder={props.placeholder ?? t("parts.choose")}
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={Boolean(props.error)}
      validationBehavior="aria"
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      <Button className={cx(fieldBox, "justify-between gap-2 px-2.5 text-left", props.error && "border-danger")}>
        <SelectValue className="flex min-w-0 flex-1 items-center gap-2 truncate data-placeholder:text-faint [&_[slot=description]]:hidden [&>svg]:hidden" />
        <Icon of={ChevronDown} size={14} className="text-faint" />
      </Button>
      <FieldFoot words={props} />
      <Popover offset={4} className={popoverBox}>
        <Options options={props.options} />
      </Popover>
    </AriaSelect>
  );
}

export function ComboBox<Id extends string>(props: ChoiceProps<Id>) {
  const t = useText();
  const { contains } = useFilter({ sensitivity: "base" });
  const items = useMemo(() => [...props.options], [props.options]);
  return (
    <AriaComboBox
      value={props.value}
      onChange={(key) => key !== null && props.onChange(key as Id)}
      defaultItems={items}
      defaultFilter={contains}
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={Boolean(props.error)}
      validationBehavior="aria"
      menuTrigger="input"
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      <Group className={fieldBox}>
        <Input data-mark="frame" placeholder={props.placeholder ?? t("parts.typeToSearch")} className={fieldInput} />
        <Button className="flex h-full w-8 items-center justify-center text-faint">
          <Icon of={ChevronDown} size={14} />
        </Button>
      </Group>
      <FieldFoot words={props} />
      <Popover offset={4} className={popoverBox}>
        <ListBox<Option<Id>>
          className="outline-none"
          renderEmptyState={() => <p className="px-2 py-1.5 text-small text-faint">{t("parts.nothingFound")}</p>}
        >
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

function Options<Id extends string>({ options }: { options: readonly Option<Id>[] }) {
  return (
    <ListBox className="max-h-80 outline-none">
      {options.map((option) => (
        <OptionItem key={option.id} option={option} />
      ))}
    </ListBox>
  );
}

function OptionItem<Id extends string>({ option }: { option: Option<Id> }) {
  return (
    // Said by the item: a list inside a Select does not ask for the keys of those that are off.
    <ListBoxItem id={option.id} textValue={option.label} isDisabled={option.disabled} className={optionRow}>
      {({ isSelected }) => (
        <>
          {option.lead}
          <span className="flex min-w-0 flex-1 flex-col">
            <Text slot="label" className="truncate">
              {option.label}
            </Text>
            {option.detail && (
              <Text slot="description" className="text-small text-faint">
                {option.detail}
              </Text>
            )}
          </span>
          <Icon of={Check} size={14} className={isSelected ? "text-accent" : "invisible"} />
        </>
      )}
    </ListBoxItem>
  );
}
