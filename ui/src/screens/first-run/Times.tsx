// The step of the times: how long to wait, when the day ends, and when the house is open.
import { Sparkles } from "lucide";
import { NumberField, TimeField } from "../../parts/Field";
import { Notice } from "../../parts/State";
import { Checkbox } from "../../parts/Toggle";
import { useText } from "../../text";
import { type Answers, type TimesProblems, timesProblems } from "./draft";
import { said, type Trouble } from "./refused";

type TimesProps = {
  answers: Answers;
  change: (some: Partial<Answers>) => void;
  /** Somebody wanted to go on: from then on what is missing is said. */
  tried: boolean;
  trouble: Trouble;
};

export function Times({ answers, change, tried, trouble }: TimesProps) {
  const t = useText();
  const problems = timesProblems(answers);
  const wrong = (answer: keyof TimesProblems, field: string): string | null => {
    const problem = problems[answer];
    return tried && problem ? t(`firstRun.problems.${problem}`) : said(trouble, field);
  };
  return (
    <div className="flex flex-col gap-4">
      <NumberField
        label={t("firstRun.wait")}
        value={answers.waitMinutes}
        onChange={(waitMinutes) => change({ waitMinutes })}
        min={1}
        max={1440}
        mayBeEmpty
        unit={t("firstRun.minutes")}
        error={wrong("waitMinutes", "queue.wait")}
      />
      <div className="grid grid-cols-3 items-start gap-3">
        <TimeField
          label={t("firstRun.dayEnd")}
          value={answers.dayEnd}
          onChange={(dayEnd) => change({ dayEnd })}
          error={wrong("dayEnd", "queue.day_end")}
        />
        <TimeField label={t("firstRun.opens")} value={answers.opens} onChange={(opens) => change({ opens })} />
        <TimeField
          label={t("firstRun.closes")}
          value={answers.closes}
          onChange={(closes) => change({ closes })}
          error={wrong("closes", "hours")}
        />
      </div>
      <Checkbox label={t("firstRun.saturday")} on={answers.saturday} onChange={(saturday) => change({ saturday })} />
      {answers.waitMinutes !== null && answers.dayEnd !== null && (
        <Notice tone="info" icon={Sparkles}>
          {t("firstRun.sentence", { count: answers.waitMinutes, at: answers.dayEnd })}
        </Notice>
      )}
    </div>
  );
}
