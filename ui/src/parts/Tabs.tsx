// Views of one thing, side by side. Views with an address of their own are links (see the shell), not tabs.
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";
import { cx } from "./cx";

export const tabClass =
  "relative flex h-full items-center gap-1.5 px-0.5 font-medium text-muted cursor-default select-none transition-colors " +
  "data-hovered:text-ink data-selected:text-ink aria-[current=page]:text-ink " +
  "after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full data-selected:after:bg-accent aria-[current=page]:after:bg-accent";

type TabsProps<Id extends string> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  tabs: readonly { id: Id; label: string; count?: number; panel: React.ReactNode }[];
  className?: string;
};

export function Tabs<Id extends string>({ label, value, onChange, tabs, className }: TabsProps<Id>) {
  return (
    <AriaTabs
      selectedKey={value}
      onSelectionChange={(key) => onChange(key as Id)}
      className={cx("flex min-h-0 flex-col", className)}
    >
      <TabList aria-label={label} className="flex h-9 flex-none gap-4 border-b border-hairline px-4">
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} data-mark="inside" className={tabClass}>
            {tab.label}
            {tab.count !== undefined && <span className="tabular text-small text-faint">{tab.count}</span>}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="min-h-0 flex-1 overflow-auto outline-none">
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
