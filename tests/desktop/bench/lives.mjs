// Lives of a program as a whole: from the start of its process to its first page, its memory and its work at rest, and
// what is left of it by the clock when its window is gone. The empty window lives the same lives.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../until.mjs";
import { drive, freePort, take, takeable } from "../webdriver.mjs";
import { busy, memory, replaceWindow } from "./processes.mjs";

/** After a start, a close or a reopening, until nothing of it is left to be done. */
const settleSeconds = 10;
/** The open page tidies up after its start once more, later. */
const calmSeconds = 30;
/** The page's clock beats every quarter of a minute: as many seconds as hold the same number of beats wherever they begin. */
const beatsSeconds = 60;
/** For so long a closed window is kept, hidden (`src-tauri/src/host/window.rs`). */
const keptSeconds = 60;

const drawn = `return new Promise((done) => {
  const marks = performance.getEntriesByName("drawn");
  if (marks.length > 0) return done(performance.timeOrigin + marks[0].startTime);
  new PerformanceObserver((list, observer) => {
    const mark = list.getEntriesByName("drawn")[0];
    if (!mark) return;
    observer.disconnect();
    done(performance.timeOrigin + mark.startTime);
  }).observe({ type: "mark" });
})`;

/** In the page: when it stands on the screen again, two frames after it was told that it is seen. */
const watchReturn = `window.returned = new Promise((done) => {
  document.addEventListener("visibilitychange", function seen() {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", seen);
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
  });
})`;

/** When the page of this session said that it is drawn; milliseconds since the epoch. */
export function whenDrawn(page) {
  return until("a drawn page", () => page.run(drawn));
}

/** A program, how it is started and the title of its window; `stays` if it outlives it. */
export class Program {
  constructor(stage, { binary, args, title, stays }) {
    Object.assign(this, { stage, binary, args, title, stays });
  }

  /** Driven, with the instant and the number of its process: a shell writes both down and becomes the program. */
  async driven() {
    const stamp = join(this.stage.home, "started");
    const wrapper = join(this.stage.home, "start");
    await writeFile(wrapper, `#!/bin/sh\necho $(date +%s%N) $$ > '${stamp}'\nexec '${this.binary}' "$@"\n`);
    await chmod(wrapper, 0o755);
    const page = await drive(wrapper, this.args, this.stage.env);
    const [nanoseconds, pid] = (await readFile(stamp, "utf8")).split(" ").map(Number);
    this.pid = pid;
    return { page, started: nanoseconds / 1e6 };
  }

  /** Milliseconds from the start of the process to its drawn page. */
  async startMs() {
    const { page, started } = await this.driven();
    try {
      return (await whenDrawn(page)) - started;
    } finally {
      await this.release(page);
    }
  }

  /** Ends the program behind a page. */
  async release(page) {
    if (this.stays) {
      // In order, before its driver ends it by force: the next start would look through its whole file.
      await once(this.plain(["--quit"]), "exit");
      await until("its end", () => !existsSync(`/proc/${this.pid}`));
      return page.end();
    }
    await page.end();
    // The driver may have left it as it was.
    try {
      process.kill(this.pid, "SIGTERM");
    } catch {}
    return this.noWindow();
  }

  /** Started as a person does, nobody driving it. */
  plain(more = [], env = {}) {
    const options = { env: { ...this.stage.env, ...env }, stdio: ["ignore", "ignore", "inherit"] };
    return spawn(this.binary, [...this.args, ...more], options);
  }

  async window() {
    return until(`the window “${this.title}”`, async () => {
      const list = await this.stage.ask("wmctrl", ["-l"]).catch(() => "");
      return list
        .split("\n")
        .find((line) => line.endsWith(` ${this.title}`))
        ?.split(" ")[0];
    });
  }

  async closeWindow() {
    await this.stage.ask("wmctrl", ["-i", "-c", await this.window()]);
    await this.noWindow();
  }

  async noWindow() {
    await until("no window", async () => {
      const list = await this.stage.ask("wmctrl", ["-l"]).catch(() => "");
      return !list.split("\n").some((line) => line.endsWith(` ${this.title}`));
    });
  }

  async end(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }

  /** Memory and work with an open window at rest, and if the program stays, right after it is closed and a while later. */
  async atRest(seconds) {
    const child = this.plain();
    const now = async (watch = seconds) => ({ memory: await memory(child.pid), busy: await busy(child.pid, watch) });
    try {
      await this.window();
      await rest(calmSeconds);
      const open = await now(beatsSeconds);
      if (!this.stays) return { open };
      await this.closeWindow();
      const closedAt = performance.now();
      await rest();
      const closed = await now();
      await rest(keptSeconds - (performance.now() - closedAt) / 1000 + settleSeconds);
      return { open, closed, later: await now() };
    } finally {
      await this.end(child);
    }
  }

  /** Memory and work when started at login, without a window. */
  async hidden(seconds) {
    const child = this.plain(["--hidden"]);
    try {
      await rest();
      return { memory: await memory(child.pid), busy: await busy(child.pid, seconds) };
    } finally {
      await this.end(child);
    }
  }

  /** Milliseconds from asking the program for its window, closed a moment ago, until its page is on the screen again. */
  async returnMs(page) {
    await page.run(watchReturn);
    await this.closeWindow();
    await rest(3);
    const asked = await this.ask();
    await this.window();
    return (await page.run("return window.returned")) - asked;
  }

  /** The same, closed so long ago that of the window only a process is left that is ready to make another. */
  async reopenMs() {
    const port = await freePort();
    const child = this.plain([], takeable(port));
    try {
      await this.window();
      await rest();
      await this.closeWindow();
      // When the time is over the program ends the hidden window, and at its end makes another process ready. Nobody waits
      // here for that minute: the hidden one is ended by force, and what follows is what follows then.
      await replaceWindow(child.pid);
      await rest(3);
      const asked = await this.ask();
      await this.window();
      // Only when all is done is the page asked when it was.
      await rest(3);
      const page = await take(port, this.stage.env);
      try {
        return (await whenDrawn(page)) - asked;
      } finally {
        await page.end();
      }
    } finally {
      await this.end(child);
    }
  }

  /** What `look` gives back of so many pages, each at `place` and of a process that has shown nothing else. */
  async freshPages(place, many, look) {
    const port = await freePort();
    const child = this.plain([], takeable(port));
    const leave = (page) => page.run("history.pushState(null, '', arguments[0])", place);
    const within = async (act) => {
      const page = await take(port, this.stage.env);
      try {
        const value = await act(page);
        await leave(page);
        await rest(1);
        return value;
      } finally {
        await page.end();
      }
    };
    try {
      await this.window();
      await rest(3);
      await within(() => undefined);
      const values = [];
      for (let nth = 0; nth < many; nth += 1) {
        await this.closeWindow();
        await replaceWindow(child.pid);
        await rest(3);
        await this.ask();
        await this.window();
        await rest(3);
        values.push(await within(look));
      }
      return values;
    } finally {
      await this.end(child);
    }
  }

  /** Asks as a second start does; gives back when. */
  async ask() {
    const name = (await this.stage.busNames()).find((one) => one.endsWith(".SingleInstance"));
    const path = `/${name.replaceAll(".", "/").replaceAll("-", "_")}`;
    const asked = performance.timeOrigin + performance.now();
    const call = ["--session", "--type=method_call", `--dest=${name}`, path, "org.SingleInstance.DBus.ExecuteCallback"];
    await this.stage.ask("dbus-send", [...call, "array:string:retorno", "string:/"]);
    return asked;
  }
}

export function rest(seconds = settleSeconds) {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}
