// Primeira execução: five short steps, each with a usable answer already in it.
import { FlaskConical, Sparkles, SquareDashed } from "lucide";
import { useState } from "react";
import { AppearanceForm } from "../../app/Appearance";
import { go } from "../../app/places";
import { Mark } from "../../app/Rail";
import { useAct, useAsk } from "../../data";
import { problemOf } from "../../host";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { NumberField, TextField, TimeField } from "../../parts/Field";
import { type Glyph, Icon } from "../../parts/Icon";
import { faultOf, Notice } from "../../parts/State";
import { Checkbox } from "../../parts/Toggle";
import { useText } from "../../text";
import { type Answers, draftOf, usual } from "./draft";
import { Messages } from "./Messages";

const steps = ["look", "start", "team", "times", "messages"] as const;
type Step = (typeof steps)[number];

export function FirstRun() {
  const t = useText();
  const [step, setStep] = useState<Step>("look");
  const [answers, setAnswers] = useState<Answers>(usual);
  const [trouble, setTrouble] = useState<unknown>(null);
  const delivered = useAsk("settings", {}).data?.defaults.queue;
  const empty = useAct("setup_empty", {
    onDone: () => {
      if (answers.connect) go("/conexoes", { conexao: "nova" });
    },
    onFailed: (error) => {
      setTrouble(error);
      if (problemOf(error, "company") || problemOf(error, "your_name")) setStep("team");
    },
  });
  const demo = useAct("setup_demo", { onFailed: setTrouble });
  const at = steps.indexOf(step);
  const change = (some: Partial<Answers>) => setAnswers({ ...answers, ...some });
  const named = answers.company.trim() !== "" && answers.yourName.trim() !== "";
  const next = steps[at + 1];
  const unnamed = { company: t("firstRun.someCompany"), yourName: t("roles.supervisor") };
  const finish = () => empty.mutate(draftOf(answers, unnamed, delivered));
  /** What is skipped is as it came. */
  const skip = () => {
    const { company, yourName, technicians, leader, waitMinutes, dayEnd, opens, closes, saturday } = usual;
    if (step === "team") change({ company, yourName, technicians, leader });
    if (step === "times") change({ waitMinutes, dayEnd, opens, closes, saturday });
    if (next) setStep(next);
  };
  return (
    <main className="flex h-full items-center justify-center overflow-auto p-6">
      <div className="flex w-[34rem] max-w-full flex-col rounded-dialog border border-hairline bg-surface">
        <header className="flex items-center gap-2.5 border-b border-hairline px-6 py-4">
          <Mark size={26} />
          <h1 className="flex-1 text-section font-semibold">{t("firstRun.title")}</h1>
          <span className="tabular text-small text-faint">
            {t("firstRun.step", { step: at + 1, of: steps.length })}
          </span>
        </header>
        <div aria-hidden="true" className="-mt-px flex h-0.5 flex-none gap-0.5">
          {steps.map((one, index) => (
            <span key={one} className={cx("flex-1 transition-colors", index <= at && "bg-accent")} />
          ))}
        </div>
        {/* As high as most steps need, so that the buttons stay under the hand. */}
        <div className="flex min-h-100 flex-col gap-4 px-6 py-5">
          <h2 className="text-title font-semibold">{t(`firstRun.${step}.title`)}</h2>
          <p className="-mt-3 text-pretty text-muted">{t(`firstRun.${step}.hint`)}</p>
          {trouble !== null && <Notice tone="danger">{faultOf(trouble).message}</Notice>}
          {step === "look" && <AppearanceForm />}
          {step === "start" && (
            <Start onDemo={() => demo.mutate({})} busy={demo.isPending} onEmpty={() => setStep("team")} />
          )}
          {step === "team" && <Team answers={answers} change={change} trouble={trouble} />}
          {step === "times" && <Times answers={answers} change={change} />}
          {step === "messages" && (
            <Messages answers={answers} change={change} delivered={delivered} trouble={trouble} />
          )}
        </div>
        <footer className="flex items-center gap-2 border-t border-hairline px-6 py-3">
          {at > 0 && (
            <Button kind="quiet" onPress={() => setStep(steps[at - 1] ?? "look")}>
              {t("parts.back")}
            </Button>
          )}
          <span className="flex-1" />
          {next && (
            <Button kind="quiet" onPress={skip}>
              {t("firstRun.skip")}
            </Button>
          )}
          {step !== "start" &&
            (next ? (
              <Button kind="primary" onPress={() => setStep(next)} isDisabled={step === "team" && !named}>
                {t("firstRun.continue")}
              </Button>
            ) : (
              <Button kind="primary" onPress={finish} isPending={empty.isPending}>
                {t("firstRun.finish")}
              </Button>
            ))}
        </footer>
      </div>
    </main>
  );
}

function Start({ onDemo, onEmpty, busy }: { onDemo: () => void; onEmpty: () => void; busy: boolean }) {
  const t = useText();
  return (
    <div className="grid grid-cols-2 gap-3">
      <Choice
        icon={FlaskConical}
        title={t("firstRun.demo")}
        text={t("firstRun.demoHint")}
        onPress={onDemo}
        busy={busy}
        first
      />
      <Choice
        icon={SquareDashed}
        title={t("firstRun.empty")}
        text={t("firstRun.emptyHint")}
        onPress={onEmpty}
        busy={busy}
      />
    </div>
  );
}

type ChoiceProps = {
  icon: Glyph;
  title: string;
  text: string;
  onPress: () => void;
  busy: boolean;
  first?: boolean;
};

function Choice({ icon, title, text, onPress, busy, first }: ChoiceProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      disabled={busy}
      className={cx(
        "flex flex-col gap-1.5 rounded-card border p-4 text-left transition-colors disabled:opacity-60",
        first ? "border-accent bg-selected" : "border-hairline hover:border-control hover:bg-hover",
      )}
    >
      <Icon of={icon} size={20} className="mb-1 text-accent" />
      <span className="font-semibold">{title}</span>
      <span className="text-small text-pretty text-muted">{text}</span>
    </button>
  );
}

type StepProps = { answers: Answers; change: (some: Partial<Answers>) => void };

function Team({ answers, change, trouble }: StepProps & { trouble: unknown }) {
  const t = useText();
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label={t("firstRun.company")}
        value={answers.company}
        onChange={(company) => change({ company })}
        error={problemOf(trouble, "company")}
        required
        autoFocus
      />
      <TextField
        label={t("firstRun.yourName")}
        value={answers.yourName}
        onChange={(yourName) => change({ yourName })}
        error={problemOf(trouble, "your_name")}
        hint={t("firstRun.yourNameHint")}
        required
      />
      <TextField
        label={t("firstRun.technicians")}
        value={answers.technicians}
        onChange={(technicians) => change({ technicians })}
        hint={t("firstRun.techniciansHint")}
        rows={3}
        className="col-span-2"
      />
      <TextField
        label={t("firstRun.leader")}
        value={answers.leader}
        onChange={(leader) => change({ leader })}
        error={problemOf(trouble, "leader")}
        hint={t("firstRun.leaderHint")}
        className="col-span-2"
      />
    </div>
  );
}

function Times({ answers, change }: StepProps) {
  const t = useText();
  return (
    <div className="flex flex-col gap-4">
      <NumberField
        label={t("firstRun.wait")}
        value={answers.waitMinutes}
        onChange={(waitMinutes) => change({ waitMinutes })}
        min={1}
        max={1440}
        unit={t("firstRun.minutes")}
      />
      <div className="flex flex-wrap items-start gap-6">
        <TimeField label={t("firstRun.dayEnd")} value={answers.dayEnd} onChange={(dayEnd) => change({ dayEnd })} />
        <TimeField label={t("firstRun.opens")} value={answers.opens} onChange={(opens) => change({ opens })} />
        <TimeField label={t("firstRun.closes")} value={answers.closes} onChange={(closes) => change({ closes })} />
      </div>
      <Checkbox label={t("firstRun.saturday")} on={answers.saturday} onChange={(saturday) => change({ saturday })} />
      <Sentence answers={answers} />
    </div>
  );
}

function Sentence({ answers }: { answers: Answers }) {
  const t = useText();
  return (
    <Notice tone="info" icon={Sparkles}>
      {t("firstRun.sentence", { count: answers.waitMinutes ?? 10, at: answers.dayEnd ?? "18:00" })}
    </Notice>
  );
}
