// The leaves that one change touched, each as it was and as it is.
import { ArrowRight } from "lucide";
import type { JsonValue } from "../bindings/serde_json/JsonValue";
import { useNames } from "../data/directory";
import { Icon } from "../parts/Icon";
import { useText } from "../text";
import { differences, pathWords, valueWords } from "./changes";

type ChangesProps = { before: JsonValue | undefined; after: JsonValue | undefined };

export function Changes({ before, after }: ChangesProps) {
  const t = useText();
  const names = useNames();
  const found = differences(before, after);
  if (found.length === 0) return <p className="text-muted">{t("trail.same")}</p>;
  return (
    <dl className="grid grid-cols-[minmax(6rem,1fr)_minmax(0,3fr)] gap-x-4 gap-y-1.5 text-small">
      {found.map(({ path, before: was, after: is }) => {
        const key = path.findLast((part) => !/^\d+$/.test(part)) ?? "";
        return (
          <div key={path.join(".")} className="contents">
            <dt className="min-w-0 break-words text-muted">{pathWords(path, t)}</dt>
            <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              {was !== undefined && was !== null && (
                <>
                  <span className="min-w-0 break-words whitespace-pre-wrap text-faint line-through">
                    {valueWords(key, was, names, t)}
                  </span>
                  <Icon of={ArrowRight} size={14} className="flex-none self-center text-faint" />
                </>
              )}
              <span className="min-w-0 break-words whitespace-pre-wrap">{valueWords(key, is, names, t)}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
