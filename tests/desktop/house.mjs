// A founded house behind the real window, on mail servers of its own (Postfix, Dovecot) with a customer who has a mail
// program. What is done there is each test's own; the house is founded by the window's own command.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { program, staged, words } from "./stage.mjs";
import { until } from "./until.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const waitMs = 3_000;
/** As it reads, with its keys on it. */
export const sendButton = `${words.ticket.send}Ctrl ↵`;

/** Real mail servers and the customer; each request is a line to it and a line back. */
class MailDesk {
  static async open() {
    // Of the whole workspace: for the package alone half the tree would be compiled once more, with other features.
    await promisify(execFile)("cargo", ["build", "-q", "--workspace", "--bin", "mail-desk"], { cwd: root });
    const desk = new MailDesk();
    desk.child = spawn(join(dirname(program), "mail-desk"), [], { stdio: ["pipe", "pipe", "inherit"] });
    desk.lines = createInterface({ input: desk.child.stdout })[Symbol.asyncIterator]();
    Object.assign(desk, await desk.#heard());
    return desk;
  }

  async #heard() {
    const { value, done } = await this.lines.next();
    assert.ok(!done, "the mail servers ended");
    const answer = JSON.parse(value);
    assert.equal(answer.error, undefined, answer.error);
    return answer;
  }

  ask(request) {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#heard();
  }

  write(subject, text) {
    return this.ask({ do: "write", subject, text });
  }

  reply(subject, text) {
    return this.ask({ do: "reply", subject, text });
  }

  /** A whole mail as it lies on the wire. */
  send(mail) {
    return this.ask({ do: "send", mail });
  }

  /** The mail with these words, once the customer has it. */
  mail(about) {
    return this.ask({ do: "wait", words: about });
  }

  async close() {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.stdin.end();
    await gone;
  }
}

/** The window of a founded house with the customer's ticket in it, and what a person does there. */
class House {
  constructor(stage, page, desk) {
    Object.assign(this, { stage, page, desk });
  }

  async found() {
    const { page, desk } = this;
    // A zone in which it is about noon, so that nothing runs into midnight.
    const hour = Math.floor((await page.call("session", {})).now / 3_600_000) % 24;
    const zone = `Etc/GMT${hour < 12 ? "" : "+"}${hour - 12}`;
    const people = { your_name: "Alison Prado", technicians: ["Bruno Dias"], leader: "Carla Nunes" };
    const day_end = { minute: 23 * 60, days: Array(7).fill(true) };
    await page.call("setup_empty", { company: "Loja São João", ...people, zone, wait: waitMs, day_end });
    const { users, queues } = await page.call("directory", {});
    const [alison, bruno, carla] = ["Alison Prado", "Bruno Dias", "Carla Nunes"].map((name) =>
      users.find((user) => user.name === name),
    );
    Object.assign(this, { zone, alison, bruno, carla });
    await this.settings((settings) => {
      settings.queue.keeper = alison.id;
      settings.quiet = null;
      settings.national_holidays = false;
    });
    const queue = queues.find((one) => one.kind === "normal").id;
    const { settings, password } = desk;
    await page.call("save_connection", {
      kind: "email",
      name: "Loja",
      settings,
      secret: password,
      queue,
      enabled: true,
    });
    await until(
      "the mailbox read",
      async () => (await page.call("connections", {})).some((one) => one.state === "online" && one.synced_at !== null),
      async () => JSON.stringify(await page.call("connections", {})),
    );
    // The house was founded behind the page's back.
    await page.run("location.hash = '/conexoes'");
    await page.again();
    await page.see(words.screens.connections);
  }

  async settings(change) {
    const { settings } = await this.page.call("settings", {});
    change(settings);
    await this.page.call("save_settings", { settings });
  }

  /** What was told to one person of the ticket. */
  async notices(user) {
    const { rows } = await this.page.run(
      "return window.__TAURI_INTERNALS__.invoke('call', { command: 'notices', args: {}, profile: arguments[0] })",
      user.id,
    );
    return rows.filter((row) => row.ticket === this.ticket).map((row) => row.event);
  }

  async go(path, title) {
    await this.page.run("location.hash = arguments[0]", path);
    await this.page.see(title);
  }

  /** Another person sits down. On a screen that names nobody else. */
  async sitDown(before, user) {
    await this.go("/conexoes", words.screens.connections);
    await this.page.press(before.name);
    await this.page.press(user.name);
    await until(`${user.name} at the window`, () =>
      this.page.run("return sessionStorage['retorno.profile'] === arguments[0]", String(user.id)),
    );
    await until("the menu gone", () => this.page.run("return !document.querySelector('[role=menu]')"));
  }

  async picture(name) {
    await this.page.settled();
    await this.stage.picture(`volta-${name}`);
  }

  async card(is) {
    return until("the ticket", async () => {
      const { rows } = await this.page.call("tickets", { filter: {} });
      return rows.find(is);
    });
  }

  /** The rows of Sem Interação as they stand on the screen. */
  waiting() {
    return this.page.run("return [...document.querySelectorAll('[role=row]')].map((row) => row.innerText)");
  }

  async answer(text) {
    await this.page.type(words.ticket.reply, text);
    await this.page.press(sendButton);
    await this.page.see(text);
    return this.desk.mail(text);
  }

  /** What several people of one desktop are told in the same words is one bubble. */
  async bubbles(title, count) {
    await until(
      `${count} bubbles “${title}”`,
      () => this.stage.bubbles.filter((bubble) => bubble.title === title).length === count,
      () => JSON.stringify(this.stage.bubbles),
    );
  }
}

/** One house on mail servers of its own, cleared away whatever happens. */
export async function housed(context, work) {
  const desk = await MailDesk.open();
  try {
    if (desk.missing) {
      assert.notEqual(process.env.CI, "true", desk.missing);
      context.skip(desk.missing);
      return;
    }
    await staged(async (stage) => {
      await stage.openKeyring();
      const house = new House(stage, await stage.drive(), desk);
      try {
        await house.page.loaded();
        await house.found();
        await work(house);
      } finally {
        await stage.startToEnd(["--quit"]);
      }
    });
  } finally {
    await desk.close();
  }
}
