// Primeira execução: five short steps, each with a usable answer already in it.
import { FlaskConical, SquareDashed } from "lucide";
import { useEffect, useRef, useState } from "react";
import { AppearanceForm } from "../../app/Appearance";
import { go } from "../../app/places";
import { Mark } from "../../app/Rail";
import { useAct, useAsk } from "../../data";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { TextField } from "../../parts/Field";
import { type Glyph, Icon } from "../../parts/Icon";
import { missing } from "../../parts/missing";
import { Notice } from "../../parts/State";
import { halted } from "../../parts/unfit";
import { useText } from "../../text";
import { type Answers, draftOf, timesProblems, usual } from "./draft";
import { Messages } from "./Messages";
import { noTrouble, type Step, said, stepOf, steps, type Trouble, troubleOf, without } from "./refused";
import { Times } from "./Times";

export function FirstRun() {
  const t = useText();
  const [step, setStep] = useState<Step>("look");
  const [answers, setAnswers] = useState<Answers>(usual);
  const [trouble, setTrouble] = useState<Trouble>(noTrouble);
  const [tried, setTried] = useState(0);
  const root = useFocusOnWrong(tried);
  const delivered = useAsk("settings", {}).data?.defaults.queue;
  const empty = useAct("setup_empty", {
    onDone: () => {
      if (answers.connect) go("/conexoes", { conexao: "nova" });
    },
    onFailed: (error) => {
      const found = troubleOf(error);
      setTrouble(found);
      setStep(stepOf(found) ?? step);
      setTried(tried + 1);
    },
  });
  const demo = useAct("setup_demo", { onFailed: (error) => setTrouble(troubleOf(error)) });
  const at = steps.indexOf(step);
  const change = (some: Partial<Answers>) => {
    setAnswers({ ...answers, ...some });
    setTrouble(without(trouble, some));
  };
  const lacks =
    step === "team"
      ? missing(t, [
          [t("firstRun.company"), answers.company],
          [t("firstRun.yourName"), answers.yourName],
        ])
      : null;
  const next = steps[at + 1];
  const unnamed = { company: t("firstRun.someCompany"), yourName: t("roles.supervisor") };
  const finish = (given: Answers) => empty.mutate(draftOf(given, unnamed, delivered));
  const goOn = (to: Step) => {
    if (step === "times" && Object.keys(timesProblems(answers)).length > 0) setTried(tried + 1);
    else if (!halted(root.current)) setStep(to);
  };
  /** What is skipped is as it came. */
  const skip = () => {
    const { company, yourName, technicians, leader, waitMinutes, dayEnd, opens, closes, saturday } = usual;
    if (step === "team") change({ company, yourName, technicians, leader });
    if (step === "times") change({ waitMinutes, dayEnd, opens, closes, saturday });
    if (next) setStep(next);
    else {
      // The form of a mailbox is a part of this step, and is skipped with it.
      const skipped = { entryText: usual.entryText, closingText: usual.closingText, connect: false };
      change(skipped);
      finish({ ...answers, ...skipped });
    }
  };
  return (
    <main className="flex h-full overflow-auto p-6">
      <div className="m-auto flex w-[34rem] max-w-full flex-col rounded-dialog border border-hairline bg-surface">
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
        <div ref={root} className="flex min-h-100 flex-col gap-4 px-6 py-5">
          <h2 className="text-title font-semibold">{t(`firstRun.${step}.title`)}</h2>
          <p className="-mt-3 text-pretty text-muted">{t(`firstRun.${step}.hint`)}</p>
          {trouble.general !== null && <Notice tone="danger">{trouble.general}</Notice>}
          {step === "look" && <AppearanceForm />}
          {step === "start" && (
            <Start onDemo={() => demo.mutate({})} busy={demo.isPending} onEmpty={() => setStep("team")} />
          )}
          {step === "team" && <Team answers={answers} change={change} trouble={trouble} />}
          {step === "times" && <Times answers={answers} change={change} tried={tried > 0} trouble={trouble} />}
          {step === "messages" && (
            <Messages answers={answers} change={change} delivered={delivered} trouble={trouble} />
          )}
        </div>
        <footer className="flex items-center gap-2 border-t border-hairline px-6 py-3">
          {at > 0 && (
            <Button kind="quiet" className="-ml-3" onPress={() => setStep(steps[at - 1] ?? "look")}>
              {t("parts.back")}
            </Button>
          )}
          <p className="min-w-0 flex-1 text-right text-small text-pretty text-muted">{lacks}</p>
          <Button kind="quiet" onPress={skip} isDisabled={empty.isPending}>
            {t("firstRun.skip")}
          </Button>
          {step !== "start" &&
            (next ? (
              <Button kind="primary" onPress={() => goOn(next)} refused={lacks}>
                {t("firstRun.continue")}
              </Button>
            ) : (
              <Button kind="primary" onPress={() => finish(answers)} isPending={empty.isPending}>
                {t("firstRun.finish")}
              </Button>
            ))}
        </footer>
      </div>
    </main>
  );
}

/** Each time somebody could not go on, the first field to correct takes the focus, once its step is there. */
function useFocusOnWrong(tried: number) {
  const root = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  useEffect(() => {
    if (tried === seen.current) return;
    seen.current = tried;
    root.current?.querySelector<HTMLElement>("[data-invalid] :is(input, textarea, [role=spinbutton])")?.focus();
  }, [tried]);
  return root;
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

function Team({ answers, change, trouble }: StepProps & { trouble: Trouble }) {
  const t = useText();
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label={t("firstRun.company")}
        value={answers.company}
        onChange={(company) => change({ company })}
        error={said(trouble, "company")}
        required
        autoFocus
      />
      <TextField
        label={t("firstRun.yourName")}
        value={answers.yourName}
        onChange={(yourName) => change({ yourName })}
        error={said(trouble, "your_name")}
        hint={t("firstRun.yourNameHint")}
        required
      />
      <TextField
        label={t("firstRun.technicians")}
        value={answers.technicians}
        onChange={(technicians) => change({ technicians })}
        error={said(trouble, "technicians")}
        hint={t("firstRun.techniciansHint")}
        rows={3}
        className="col-span-2"
      />
      <TextField
        label={t("firstRun.leader")}
        value={answers.leader}
        onChange={(leader) => change({ leader })}
        error={said(trouble, "leader")}
        hint={t("firstRun.leaderHint")}
        className="col-span-2"
      />
    </div>
  );
}
