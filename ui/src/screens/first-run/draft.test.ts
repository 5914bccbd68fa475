import { expect, test } from "vitest";
import { draftOf, namesIn, textsOf, timesProblems, usual } from "./draft";

const delivered = { entry_text: "Ainda está aí?", closing_text: "Encerramos por hoje." };
const unnamed = { company: "Minha empresa", yourName: "Supervisor" };

test("names come one a line or between commas, without repetition", () => {
  expect(namesIn("Ana Souza\nBeto, Carla;Ana Souza\n\n")).toEqual(["Ana Souza", "Beto", "Carla"]);
});

test("the usual answers become ten minutes, six o'clock, Monday to Friday", () => {
  const frame = [{ from_minute: 480, to_minute: 1080 }];
  expect(draftOf({ ...usual, company: " Padaria Sol ", yourName: "Alison" }, unnamed, delivered)).toEqual({
    company: "Padaria Sol",
    your_name: "Alison",
    technicians: [],
    wait: 600_000,
    day_end: { minute: 1080, days: [true, true, true, true, true, false, false] },
    hours: { week: [frame, frame, frame, frame, frame, [], []] },
    texts: delivered,
  });
});

test("what is left empty keeps the default", () => {
  expect(draftOf({ ...usual, waitMinutes: null, dayEnd: null, opens: null }, unnamed, undefined)).toEqual({
    company: "Minha empresa",
    your_name: "Supervisor",
    technicians: [],
  });
});

test("a text is sent as typed, not at all when it is off or empty, and as delivered when nobody touched it", () => {
  expect(textsOf({ ...usual, entryText: " Oi? ", closingText: null }, delivered)).toEqual({
    entry_text: "Oi?",
    closing_text: null,
  });
  expect(textsOf({ ...usual, entryText: "  " }, delivered)).toEqual({ ...delivered, entry_text: null });
});

test("hours that end before they begin, half of them and a time left empty are said, and no hours at all are an answer", () => {
  expect(timesProblems(usual)).toEqual({});
  expect(timesProblems({ ...usual, closes: "07:00" })).toEqual({ closes: "endsFirst" });
  expect(timesProblems({ ...usual, closes: "08:00" })).toEqual({ closes: "endsFirst" });
  expect(timesProblems({ ...usual, opens: null })).toEqual({ closes: "halfHours" });
  expect(timesProblems({ ...usual, opens: null, closes: null })).toEqual({});
  expect(timesProblems({ ...usual, waitMinutes: null, dayEnd: null })).toEqual({
    waitMinutes: "noWait",
    dayEnd: "noDayEnd",
  });
});
