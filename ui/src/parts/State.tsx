// What a place shows when it has nothing, has failed, or is still on its way.
import { RotateCw, TriangleAlert } from "lucide";
import { useEffect, useState } from "react";
import { useText } from "../text";
import { Button } from "./Button";
import { cx } from "./cx";
import { type Glyph, Icon } from "./Icon";

type EmptyProps = {
  icon: Glyph;
  title: string;
  children?: React.ReactNode;
  action?: React.ReactNode;
  className?: string;
};

/** One sentence and one thing to do. */
export function EmptyState({ icon, title, children, action, className }: EmptyProps) {
  return (
    <div className={cx("flex h-full min-h-40 flex-col items-center justify-center gap-1.5 p-6 text-center", className)}>
      <Icon of={icon} size={20} className="mb-1 text-faint" />
      <p className="font-medium text-ink">{title}</p>
      {children && <p className="max-w-[44ch] text-pretty text-muted">{children}</p>}
      {action && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}

export type Fault = { code: string; message: string };

/** The sentence comes from the backend, which knows what happened; this adds the way out. */
export function ErrorState({
  failure,
  onRetry,
  className,
  children,
}: {
  failure: Fault;
  onRetry?: () => void;
  className?: string;
  /** Another way out, before the one of trying again. */
  children?: React.ReactNode;
}) {
  const t = useText();
  return (
    <div
      role="alert"
      className={cx("flex h-full min-h-40 flex-col items-center justify-center gap-1.5 p-6 text-center", className)}
    >
      <Icon of={TriangleAlert} size={20} className="mb-1 text-danger" />
      <p className="font-medium">{t("parts.failed")}</p>
      <p className="max-w-[60ch] text-pretty text-muted">{failure.message}</p>
      {(onRetry || children) && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {children}
          {onRetry && (
            <Button icon={RotateCw} onPress={onRetry}>
              {t("parts.retry")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** A complaint inside a form or panel that stays usable. */
export function Notice(props: {
  tone: "info" | "warn" | "danger" | "ok";
  icon?: Glyph;
  children: React.ReactNode;
  action?: React.ReactNode;
  className?: string;
}) {
  const { tone, icon = TriangleAlert, children, action, className } = props;
  const grounds = {
    info: "bg-info-soft text-info",
    warn: "bg-warn-soft text-warn",
    danger: "bg-danger-soft text-danger",
    ok: "bg-ok-soft text-ok",
  } as const;
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cx("flex items-start gap-2 rounded-control px-3 py-2", grounds[tone], className)}
    >
      <Icon of={icon} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-pretty wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}

const skeletonDelayMs = 300;

/** Grey lines, and only when the wait is long enough to be noticed. */
export function Skeleton({ rows = 3, className }: { rows?: number; className?: string }) {
  const t = useText();
  const late = useLate();
  // Nothing to see yet, and still not done.
  if (!late) return <div hidden aria-busy="true" />;
  return (
    <div
      role="status"
      aria-label={t("parts.loading")}
      className={cx("motion-breathe flex flex-col gap-2 p-4", className)}
    >
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical grey lines
        <div key={row} className="skeleton h-4" style={{ width: `${90 - ((row * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const waiting = setTimeout(() => setLate(true), skeletonDelayMs);
    return () => clearTimeout(waiting);
  }, []);
  return late;
}

/** The three states of something asked for, so every screen treats them alike. */
export function Loaded<T>(props: {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  rows?: number;
  /** The way on where what the address names is not there: asking again would not help. */
  away?: React.ReactNode;
  children: (data: T) => React.ReactNode;
}) {
  const { query, rows, away, children } = props;
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    const failure = faultOf(query.error);
    if (away && failure.code === "not_found") return <ErrorState failure={failure}>{away}</ErrorState>;
    return <ErrorState failure={failure} onRetry={() => query.refetch()} />;
  }
  return <Skeleton rows={rows} />;
}

export function faultOf(error: unknown): Fault {
  if (typeof error === "object" && error !== null && "message" in error) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "internal";
    return { code, message: String(error.message) };
  }
  return { code: "internal", message: String(error) };
}
