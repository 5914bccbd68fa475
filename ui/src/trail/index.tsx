// Registro de alterações: who changed what of the house and when, newest first, each with what was before.
import { History } from "lucide";
import type { AuditLine } from "../bindings/AuditLine";
import { useAskPages } from "../data";
import { useNames } from "../data/directory";
import { Button } from "../parts/Button";
import { Fold } from "../parts/Fold";
import { EmptyState, ErrorState, faultOf, Skeleton } from "../parts/State";
import { Avatar } from "../parts/Tag";
import { type Text, useText } from "../text";
import { dateAndTime } from "../text/format";
import { Changes } from "./Changes";

const pageRows = 50;

export function Trail() {
  const t = useText();
  const query = useAskPages("audit", { limit: pageRows }, (page) => page.next);
  const lines = query.data?.pages.flatMap((page) => page.rows) ?? [];
  if (query.error && lines.length === 0)
    return <ErrorState failure={faultOf(query.error)} onRetry={() => query.refetch()} />;
  if (query.isPending) return <Skeleton rows={8} />;
  if (lines.length === 0) return <EmptyState icon={History} title={t("trail.empty")} />;
  return (
    <div className="flex flex-col gap-3">
      <ol aria-label={t("trail.title")} className="ruled rounded-card border border-hairline bg-surface">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button className="self-start" isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
          {t("trail.older")}
        </Button>
      )}
    </div>
  );
}

function Line({ line }: { line: AuditLine }) {
  const t = useText();
  const names = useNames();
  const who = names.user(line.user)?.name ?? t("trail.program");
  const said = (
    <>
      <Avatar name={who} size="small" silent />
      <span className="min-w-0 flex-1 text-pretty break-words">
        <span className="font-medium">{who}</span> <span className="text-muted">{sentence(line, t)}</span>
      </span>
      <span className="tabular flex-none text-small text-faint">{dateAndTime(line.at)}</span>
    </>
  );
  return (
    <li>
      <Fold line={said} className="min-h-9 gap-3 px-3 py-1.5">
        <div className="border-t border-hairline bg-app px-3 py-2.5">
          <Changes before={line.before} after={line.after} />
        </div>
      </Fold>
    </li>
  );
}

/** "criou a etiqueta VIP": what was done to which thing. A word this page does not know yet is shown as it came. */
function sentence(line: AuditLine, t: Text): string {
  const thing = t(`trail.things.${line.what}` as "trail.things.user_saved", {
    defaultValue: line.what,
    name: nameIn(line.after) ?? nameIn(line.before) ?? "",
  }).trim();
  return t(`trail.verbs.${verbOf(line)}`, { thing });
}

type Verb = "made" | "changed" | "archived" | "dropped" | "restored";

/** What their screens archive and bring back; anything else is deleted. */
const archivable = new Set(["queue_saved", "funnel_saved", "stage_saved", "tag_saved"]);

function verbOf({ what, before, after }: AuditLine): Verb {
  if (after === null) return "dropped";
  if (before === null) return "made";
  const [was, is] = [flagIn(before, "archived"), flagIn(after, "archived")];
  if (is && !was) return archivable.has(what) ? "archived" : "dropped";
  return was && !is ? "restored" : "changed";
}

function nameIn(state: AuditLine["after"]): string | undefined {
  if (typeof state !== "object" || state === null || Array.isArray(state)) return undefined;
  const { name, date } = state as { name?: unknown; date?: unknown };
  return typeof name === "string" ? name : typeof date === "string" ? date : undefined;
}

function flagIn(state: AuditLine["after"], flag: string): boolean {
  return typeof state === "object" && state !== null && !Array.isArray(state) && state[flag] === true;
}
