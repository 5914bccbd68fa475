// A hub with example data in a folder of its own and a browser page in front of it. Nothing between them is imitated.
// Whatever the page complains about (an error on the console, a refused script or style) fails the test that caused it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "../desktop/until.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const { chromium } = createRequire(join(root, "ui/package.json"))("playwright-core");

export const program = process.env.RETORNO_HUB_BIN ?? join(root, "target/debug/retorno-hub");
export const artifacts = join(process.env.RETORNO_ARTIFACTS ?? join(root, "artifacts"), "screens");
/** What the page says, so that a test presses words and not places. */
export const words = JSON.parse(readFileSync(join(root, "ui/src/text/pt-BR.json"), "utf8"));
const axe = readFileSync(join(root, "ui/node_modules/axe-core/axe.min.js"), "utf8");

const size = { width: 1280, height: 800 };
/** The time zone of the example data. */
export const house = "America/Sao_Paulo";
const patienceMs = 10_000;
/** Longest one test may take before it counts as stuck: ten times what the slowest needs. */
const testMs = 180_000;
/** Tab stops looked through for the next control: more than any screen has before its content. */
const tabStopsMax = 120;

/** Runs in the page. What turns for ever, such as a sign of loading just taken away, is no reason to wait. */
function still() {
  const ends = (one) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  const moving = document.getAnimations().some((one) => one.playState === "running" && ends(one));
  return document.fonts.status === "loaded" && !moving;
}

class Hub {
  token;

  static async start(args) {
    const hub = new Hub();
    hub.data = await mkdtemp(join(tmpdir(), "retorno-screens-"));
    await hub.#run("127.0.0.1:0", args);
    return hub;
  }

  async #run(listen, args) {
    // No keyring of the person's; a page that is being worked on may stand in for the one in the program.
    const env = { ...process.env, XDG_RUNTIME_DIR: this.data };
    delete env.DBUS_SESSION_BUS_ADDRESS;
    const page = process.env.RETORNO_PAGE ? ["--ui", process.env.RETORNO_PAGE] : [];
    const line = ["--data", this.data, "--listen", listen, ...page, ...args];
    this.child = spawn(program, line, { env, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.address = /http:\S+/.exec((await lines.next()).value)[0];
    // Told only once.
    this.token ??= /[0-9a-f]{64}/.exec((await lines.next()).value)[0];
  }

  /** Asks the backend itself, to see that what the screen says really happened. */
  async call(command, args = {}, more = {}) {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json", ...more };
    const answer = await fetch(`${this.address}/api/${command}`, {
      method: "POST",
      headers,
      body: JSON.stringify(args),
    });
    const reply = await answer.json();
    assert.ok(answer.ok, `${command}: ${JSON.stringify(reply)}`);
    return reply;
  }

  /** Ends and leaves its data. */
  async stop() {
    const gone = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await gone;
  }

  /** Starts once more, at the same address and with the same data. */
  again() {
    return this.#run(new URL(this.address).host, []);
  }

  async end() {
    if (this.child.exitCode === null) await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }
}

class Stage {
  faults = [];

  static async open({ theme = "light", demo = true, viewport = size, token = true, zone = house } = {}) {
    const stage = new Stage();
    stage.hub = await Hub.start(demo ? ["--demo"] : []);
    stage.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const context = await stage.browser.newContext({
      viewport,
      locale: "pt-BR",
      timezoneId: zone,
      reducedMotion: "reduce",
    });
    stage.page = await context.newPage();
    stage.page.setDefaultTimeout(patienceMs);
    stage.#listen();
    await stage.page.addInitScript(
      ([token, theme]) => {
        if (location.protocol === "about:") return;
        // As the desktop window does.
        Object.freeze(Object.prototype);
        if (token) sessionStorage.setItem("retorno.token", token);
        const kept = JSON.parse(localStorage.getItem("retorno.prefs") ?? '{"state":{},"version":1}');
        kept.state.theme = theme;
        localStorage.setItem("retorno.prefs", JSON.stringify(kept));
        document.addEventListener("securitypolicyviolation", (event) =>
          console.error(`CSP ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
        );
      },
      [token ? stage.hub.token : "", theme],
    );
    return stage;
  }

  #listen() {
    // Chromium itself notes every refused request on the console; what is refused is shown, so that is no fault.
    const refused = /the server responded with a status of 4\d\d/;
    this.page.on("console", (said) => {
      if (said.type() === "error" && !refused.test(said.text())) this.faults.push(`console: ${said.text()}`);
    });
    this.page.on("pageerror", (error) => this.faults.push(`error: ${error.stack}`));
    this.page.on(
      "response",
      (answer) => answer.status() >= 500 && this.faults.push(`${answer.status()} ${answer.url()}`),
    );
  }

  call(command, args) {
    return this.hub.call(command, args);
  }

  /** The same program asked by somebody else. */
  as(user, command, args) {
    return this.hub.call(command, args, { "retorno-profile": String(user.id) });
  }

  /** Goes to an address of the page and waits until nothing is loading. */
  async go(path) {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.hub.address}/#${path}`);
    await this.settled();
  }

  async settled() {
    await this.page.locator("h1").first().waitFor();
    const loading = this.page.locator(`[aria-busy=true], [aria-label="${words.parts.loading}"]`);
    await until("nothing loading", async () => (await loading.count()) === 0);
    await until("fonts loaded and nothing moving", () => this.page.evaluate(still));
  }

  button(name, within = this.page) {
    return within.getByRole("button", { name, exact: true });
  }

  get dialog() {
    return this.page.getByRole("dialog").last();
  }

  /** Opens a Select and takes one of its options, by mouse. */
  async choose(label, option, within = this.page) {
    await within.getByRole("button", { name: new RegExp(`${label}$`) }).click();
    await this.page.getByRole("option", { name: option }).first().click();
  }

  /** Presses Tab until the control has the focus: a control that cannot be reached so cannot be used without a mouse. */
  async tabTo(control) {
    // A list that opens on its way hides the rest of the page from readers, and so from locators.
    const wanted = await control.elementHandle();
    for (let stop = 0; stop < tabStopsMax; stop += 1) {
      if (
        await wanted.evaluate(
          (element) => element === document.activeElement || element.contains(document.activeElement),
        )
      )
        return;
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Not reached with ${tabStopsMax} presses of Tab: ${control}`);
  }

  keys(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Opens the focused Select and takes the option by its first letters, by keys. */
  async chooseByKeys(option) {
    await this.keys("Enter");
    await this.page.getByRole("listbox").waitFor();
    await this.page.keyboard.type(option);
    const wanted = this.page.getByRole("option", { name: option }).first();
    await until(`${option} has the focus`, () => wanted.evaluate((element) => element === document.activeElement));
    await this.keys("Enter");
  }

  /** Moves down an open menu until the command has the focus and runs it. */
  async runByKeys(command) {
    const item = this.page.getByRole("menuitem", { name: command }).first();
    await item.waitFor();
    for (let step = 0; step < 40; step += 1) {
      if (await item.evaluate((element) => element === document.activeElement)) return this.keys("Enter");
      await this.keys("ArrowDown");
    }
    throw new Error(`Not reached by arrows: ${command}`);
  }

  /** What axe finds wrong, one line each; nothing is left out of its rules. */
  async found() {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    return found.violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n").at(-1).trim()}`),
    );
  }

  async picture(name) {
    await mkdir(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  async close() {
    await this.browser.close();
    await this.hub.end();
  }
}

/** Opens a stage for one test and clears it away whatever happens. */
export async function staged(work, how) {
  const stage = await Stage.open(how);
  try {
    await Promise.race([work(stage), expiry()]);
    assert.deepEqual(stage.faults, []);
  } catch (error) {
    await stage.picture("falhou").catch(() => undefined);
    if (stage.faults.length > 0) console.error(stage.faults.join("\n"));
    throw error;
  } finally {
    await stage.close();
  }
}

async function expiry() {
  await once(AbortSignal.timeout(testMs), "abort");
  throw new Error(`Not done within ${testMs / 1000} s`);
}
