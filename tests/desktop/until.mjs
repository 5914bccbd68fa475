// Waiting without sleeping on it: a condition is looked at again and again until it holds or its deadline passes.
const lookEveryMs = 50;
const deadlineMs = 20_000;

/** Gives back the first truthy value of `look`. A failure says what was waited for and, if `seen` is given, what was there. */
export async function until(what, look, seen) {
  const deadline = performance.now() + deadlineMs;
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const there = seen ? `\nThere was:\n${await Promise.resolve(seen()).catch(String)}` : "";
      throw new Error(`Not within ${deadlineMs / 1000} s: ${what}${there}`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
