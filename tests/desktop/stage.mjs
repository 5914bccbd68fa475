// A desktop for one test: a home and a session bus of its own, a window manager, a notification daemon that really
// draws, and a record of what it was asked to show. Runs on the screen that the test command made for it.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "./until.mjs";
import { drive, freePort, take, takeable } from "./webdriver.mjs";

const run = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export const program = process.env.RETORNO_WINDOW_BIN ?? join(root, "target/debug/retorno");
/** What the page says, so that a test presses words and not places. */
export const words = JSON.parse(readFileSync(join(root, "ui/src/text/pt-BR.json"), "utf8"));

export const artifacts = process.env.RETORNO_ARTIFACTS ?? join(root, "artifacts");

// A bubble stays until it is clicked, always at the same place, whatever it says.
const dunstrc = `[global]
origin = top-right
offset = 16x16
width = 420
height = 160
notification_limit = 1
show_indicators = no
mouse_left_click = do_action, close_current
font = DejaVu Sans 10
[urgency_low]
timeout = 0
[urgency_normal]
timeout = 0
[urgency_critical]
timeout = 0
`;

// Nothing is started by being asked for: a keyring that is there was started here, with this home.
const busConfig = (folder) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** A window manager that has not answered by then is started anew. */
const managerMs = 4_000;

class Stage {
  #children = [];
  #pages = [];
  /** What was asked to be shown, in order: { title, text }. */
  bubbles = [];

  static async open() {
    const stage = new Stage();
    stage.home = await mkdtemp(join(tmpdir(), "retorno-desktop-"));
    stage.data = join(stage.home, "data");
    const session = join(stage.home, "run");
    await mkdir(session, { mode: 0o700 });
    await mkdir(artifacts, { recursive: true });
    stage.env = {
      ...process.env,
      HOME: stage.home,
      XDG_RUNTIME_DIR: session,
      TZ: "America/Sao_Paulo",
      NO_AT_BRIDGE: "1",
    };
    for (const name of ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "RETORNO_DATA"]) delete stage.env[name];
    try {
      await stage.#dress();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #dress() {
    // The picture of an empty desktop, so that a window can be told from what is around it.
    await run("xsetroot", ["-solid", "#33475b"], { env: this.env }).catch(() => undefined);
    await this.#openBus();
    const config = join(this.home, "dunstrc");
    await writeFile(config, dunstrc);
    await this.#manageWindows();
    await this.#record();
    this.#child("dunst", ["-config", config]);
    await until("a notification daemon", async () => (await this.busNames()).includes("org.freedesktop.Notifications"));
  }

  async #manageWindows() {
    let manager = this.#child("openbox", []);
    let since = performance.now();
    await until("a window manager", async () => {
      const managed = await this.ask("wmctrl", ["-m"]).catch(() => "");
      if (managed) return managed;
      // Refused, or waiting for ever, while the screen has not noticed that the last test's is gone.
      const gone = manager.exitCode !== null || manager.signalCode !== null;
      if (gone || performance.now() - since > managerMs) {
        manager.kill("SIGKILL");
        manager = this.#child("openbox", []);
        since = performance.now();
      }
      return undefined;
    });
  }

  async #openBus() {
    const config = join(this.home, "bus.conf");
    await writeFile(config, busConfig(this.env.XDG_RUNTIME_DIR));
    const bus = this.#child("dbus-daemon", [`--config-file=${config}`, "--nofork", "--print-address=1"], "pipe");
    const [address] = await once(createInterface({ input: bus.stdout }), "line");
    this.env.DBUS_SESSION_BUS_ADDRESS = address;
  }

  /** A keyring that is open, as after a login. */
  async openKeyring() {
    const keyring = this.#child(
      "gnome-keyring-daemon",
      ["--foreground", "--unlock", "--components=secrets"],
      "ignore",
      "pipe",
    );
    keyring.stdin.end("frase do login");
    await until("an open keyring", async () => (await this.busNames()).includes("org.freedesktop.secrets"));
  }

  /** Listens on the bus itself, so it hears what the daemon hears. */
  async #record() {
    const monitor = this.#child(
      "dbus-monitor",
      ["--session", "interface='org.freedesktop.Notifications',member='Notify'"],
      "pipe",
    );
    const lines = createInterface({ input: monitor.stdout });
    let strings;
    lines.on("line", (line) => {
      if (/^(method|signal|error)/.test(line)) strings = line.includes("member=Notify") ? [] : undefined;
      const text = /^ {3}string "(.*)"$/.exec(line)?.[1];
      // The program's name, its icon, the title, the text.
      if (strings && text !== undefined && strings.push(text) === 4)
        this.bubbles.push({ title: strings[2], text: strings[3] });
    });
    await once(lines, "line");
  }

  #child(command, args, stdout = "ignore", stdin = "ignore") {
    const child = spawn(command, args, { env: this.env, stdio: [stdin, stdout, "inherit"] });
    this.#children.push(child);
    return child;
  }

  /** What another program of this desktop answers. */
  async ask(command, args) {
    return (await run(command, args, { env: this.env })).stdout;
  }

  /** Starts the program as a person does. */
  start(args = []) {
    return this.#child(program, ["--data", this.data, ...args]);
  }

  /** Starts it so that the page of whatever window it opens can be taken in hand later. */
  async startTakeable(args = []) {
    const port = await freePort();
    this.env = { ...this.env, ...takeable(port) };
    this.takeAt = port;
    return this.start(args);
  }

  /** The page of the window there is now. */
  async take() {
    const page = await take(this.takeAt, this.env);
    this.#pages.push(page);
    return page;
  }

  /** The processes that are a window of ours, by number. */
  async windowProcesses() {
    const found = [];
    for (const pid of await readdir("/proc")) {
      if (!/^\d+$/.test(pid)) continue;
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
      const env = name.trim() === "retorno-window" && (await readFile(`/proc/${pid}/environ`, "utf8").catch(() => ""));
      if (env && env.includes(`HOME=${this.home}\0`)) found.push(Number(pid));
    }
    return found;
  }

  /**
   * The one process that stands and has made no window: it hears words, nothing of it is on the screen, and it has started
   * none of WebKit's. Once it was asked for, its window is in its own process and not in another.
   */
  async readyProcess() {
    return until("a ready process", async () => {
      const [pid, ...others] = await this.windowProcesses();
      const threads = pid && others.length === 0 ? await this.#threads(pid) : [];
      if (!threads.some(({ name }) => name === "follow")) return undefined;
      assert.deepEqual(await this.windows(), []);
      assert.deepEqual(threads.map(({ children }) => children.trim()).filter(Boolean), [], "WebKit rests");
      return pid;
    });
  }

  /** Closes the window as a person does and ends its hidden process, as the program does when its minute is over. */
  async leaveReady() {
    await this.closeWindow();
    const [hidden] = await this.windowProcesses();
    process.kill(hidden, "SIGKILL");
    await until("the hidden one gone", async () => !(await this.windowProcesses()).includes(hidden));
    return this.readyProcess();
  }

  async #threads(pid) {
    const folder = `/proc/${pid}/task`;
    const read = (thread, file) => readFile(join(folder, thread, file), "utf8").catch(() => "");
    const threads = await readdir(folder).catch(() => []);
    return Promise.all(
      threads.map(async (one) => ({ name: (await read(one, "comm")).trim(), children: await read(one, "children") })),
    );
  }

  /** Starts it to its end: a second start ends at once. Gives back its exit code. */
  async startToEnd(args = []) {
    const [code] = await once(this.start(args), "exit");
    return code;
  }

  /** Starts it with its page in hand. */
  async drive(args = []) {
    const page = await drive(program, ["--data", this.data, ...args], this.env);
    this.#pages.push(page);
    return page;
  }

  /** Who is on the session bus. */
  async busNames() {
    const list = [
      "--session",
      "--dest=org.freedesktop.DBus",
      "--type=method_call",
      "--print-reply",
      "/org/freedesktop/DBus",
    ];
    const names = await this.ask("dbus-send", [...list, "org.freedesktop.DBus.ListNames"]);
    return [...names.matchAll(/string "([^"]*)"/g)].map(([, name]) => name);
  }

  /** A program of ours has its name on the bus: a second start would find it. */
  async runs() {
    return (await this.busNames()).some((name) => name.startsWith("br.com.retorno"));
  }

  /** Ends the program behind a page and waits until another may start on the same data. */
  async end(page) {
    await page.end();
    // The driver may only have closed the window, and the program is made to outlive that.
    await this.startToEnd(["--quit"]);
    await until("the program gone", async () => !(await this.runs()));
  }

  /** The windows of ours that a person sees. */
  async windows() {
    const list = await this.ask("wmctrl", ["-lG"]).catch(() => "");
    return list
      .split("\n")
      .filter((line) => line.endsWith(" Retorno"))
      .map((line) => {
        const [id, , x, y, width, height] = line.split(/\s+/);
        return { id, x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
      });
  }

  async window() {
    return until("the window", async () => (await this.windows())[0]);
  }

  async noWindow() {
    await until("no window", async () => (await this.windows()).length === 0);
  }

  async closeWindow() {
    await this.ask("wmctrl", ["-i", "-c", (await this.window()).id]);
    await this.noWindow();
  }

  async place(x, y, width, height) {
    await this.ask("wmctrl", ["-i", "-r", (await this.window()).id, "-e", `0,${x},${y},${width},${height}`]);
  }

  /** The menu of the icon by the clock, as a panel reads it: each line's words, with whether it is ticked. */
  async menu() {
    const owner = await until("the icon on the bus", async () =>
      (await this.busNames()).find((name) => name.startsWith("org.kde.StatusNotifierItem-")),
    );
    const call = [`--dest=${owner}`, "--session", "--type=method_call", "--print-reply", "/MenuBar"];
    const asked = ["com.canonical.dbusmenu.GetLayout", "int32:0", "int32:-1", "array:string:label,toggle-state"];
    const answer = await this.ask("dbus-send", [...call, ...asked]);
    return answer
      .split(/variant\s+struct/)
      .slice(1)
      .map((line) => ({
        words: /"label"\s+variant\s+string "([^"]*)"/.exec(line)?.[1],
        ticked: /"toggle-state"\s+variant\s+int32 1/.test(line),
      }))
      .filter(({ words }) => words);
  }

  async bubbleShown() {
    await until("a bubble on the screen", async () => Number(await this.ask("dunstctl", ["count", "displayed"])) > 0);
  }

  /** A real click with the real pointer on the topmost bubble; gives back its text. */
  async clickBubble() {
    const [width] = (await this.ask("xdotool", ["getdisplaygeometry"])).split(" ").map(Number);
    await this.bubbleShown();
    await this.ask("xdotool", ["mousemove", String(width - 200), "50", "click", "1"]);
    return until("the clicked bubble gone", async () => {
      const [gone] = JSON.parse(await this.ask("dunstctl", ["history"])).data;
      return gone[0]?.message.data;
    });
  }

  /** What a person sees, the frame and the bubbles too. */
  async picture(name) {
    await this.ask("import", ["-window", "root", join(artifacts, `${name}.png`)]);
  }

  async close() {
    for (const page of this.#pages) await this.end(page);
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    }
    // The web process writes for a moment after the program has gone.
    await rm(this.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Opens a desktop for one test and clears it away whatever happens. */
export async function staged(work) {
  const stage = await Stage.open();
  try {
    await work(stage);
  } catch (error) {
    await stage.picture("falhou").catch(() => undefined);
    throw error;
  } finally {
    await stage.close();
  }
}
