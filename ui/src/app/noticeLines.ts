// The notices as lines: those of one ticket stand behind the newest of them until somebody opens them.
import type { NoticeView } from "../bindings/NoticeView";
import { inOurWords } from "../text/refusals";

export type NoticeLine = {
  notice: NoticeView;
  /** Of a line that others stand behind: how many, and whether they are shown. */
  behind: number;
  opened: boolean;
  /** One of those others. */
  inner: boolean;
  /** Of the line and of what stands behind it. */
  unread: boolean;
};

/** In the language of the window, but for what the house itself wrote. Of a ticket the customer's name stands before the rest. */
export function wordsOf({ title, text }: NoticeView): { title: string; text: string } {
  const at = text.lastIndexOf(apart) + apart.length;
  const whole = inOurWords(text);
  const said = whole !== text || at < apart.length ? whole : `${text.slice(0, at)}${inOurWords(text.slice(at))}`;
  return { title: inOurWords(title), text: said };
}

const apart = " · ";

/** Newest first, as they come; a ticket stands where its newest notice does. */
export function linesOf(notices: readonly NoticeView[], opened: ReadonlySet<number>): NoticeLine[] {
  const groups = new Map<string, NoticeView[]>();
  for (const notice of notices) {
    const key = notice.ticket === null ? `notice ${notice.id}` : `ticket ${notice.ticket}`;
    const group = groups.get(key);
    if (group) group.push(notice);
    else groups.set(key, [notice]);
  }
  return [...groups.values()].flatMap((group) => {
    const [newest, ...others] = group;
    if (!newest) return [];
    const isOpened = newest.ticket !== null && others.length > 0 && opened.has(newest.ticket);
    const isUnread = (notice: NoticeView) => notice.read_at === null;
    const unread = isOpened ? isUnread(newest) : group.some(isUnread);
    const head = { notice: newest, behind: others.length, opened: isOpened, inner: false, unread };
    const line = (notice: NoticeView) => ({
      notice,
      behind: 0,
      opened: false,
      inner: true,
      unread: isUnread(notice),
    });
    return [head, ...(isOpened ? others.map(line) : [])];
  });
}
