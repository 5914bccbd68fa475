// The words of a notice in the language of the window, as far as the program chose them. What the house wrote (the titles
// it changed, an action's name and text) stays as it was written, and so do customers' names.
import type { NoticeView } from "../bindings/NoticeView";
import { inOurWords } from "../text/refusals";

/** Between the customer and what happened. */
const about = " · ";

export function noticeWords({ event, title, text }: NoticeView): { title: string; text: string } {
  switch (event) {
    case "rule":
      return { title, text };
    case "entered":
    case "may_enter":
    case "returned":
    case "day_closed":
    case "assigned":
      return { title: inOurWords(title), text };
    case "send_failed": {
      const [customer = "", ...why] = text.split(about);
      return { title: inOurWords(title), text: [customer, inOurWords(why.join(about))].filter(Boolean).join(about) };
    }
    case "day_digest":
    case "day_asks":
    case "rule_paused":
    case "rule_broken":
    case "connection_down":
      return { title: inOurWords(title), text: inOurWords(text) };
  }
}
