// The window as a program among others: starts, closes, comes back, and lets its page do nothing but ask the table of
// commands.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import test from "node:test";
import { isDeepStrictEqual } from "node:util";
import { staged, words } from "./stage.mjs";
import { until } from "./until.mjs";

test("closing the window leaves the program running; a second start brings it back where it was", () =>
  staged(async (stage) => {
    const first = stage.start();
    await stage.window();
    await stage.place(90, 70, 1100, 700);
    const before = await until("the window moved", async () => {
      const window = await stage.window();
      return window.width === 1100 && window;
    });
    assert.equal(await stage.startToEnd(), 0);
    assert.equal((await stage.windows()).length, 1, "a second start opens no second window");

    await stage.closeWindow();
    await until("word that it goes on", () => stage.bubbles.some(({ title }) => title === "O Retorno continua ligado"));
    assert.equal(first.exitCode, null, "the clock goes on");
    assert.equal(await stage.startToEnd(), 0);
    const { id: _, ...place } = before;
    await until("the window at its old place", async () => {
      const { id: _, ...now } = await stage.window();
      return isDeepStrictEqual(now, place);
    });

    const gone = once(first, "exit");
    assert.equal(await stage.startToEnd(["--quit"]), 0);
    assert.deepEqual(await gone, [0, null]);
  }));

test("a window that was closed and is wanted again at once is the same one, which rested meanwhile", () =>
  staged(async (stage) => {
    const page = await stage.drive();
    await page.see(words.firstRun.title);
    await stage.place(120, 60, 1100, 700);
    const before = await until("the window moved", async () => {
      const window = await stage.window();
      return window.width === 1100 && window;
    });
    await page.run("window.same = true");
    const shown = () => page.run("return document.visibilityState");
    assert.equal(await shown(), "visible");
    await stage.closeWindow();
    await until("the page told that it is hidden", async () => (await shown()) === "hidden");
    assert.equal(await stage.startToEnd(), 0);
    await until("the page told that it is seen", async () => (await shown()) === "visible");
    assert.equal(await page.run("return window.same"), true);
    const { id: _, ...place } = before;
    await until("the window at its old place", async () => {
      const { id: _, ...now } = await stage.window();
      return isDeepStrictEqual(now, place);
    });
  }));

test("a hidden window that ends leaves a process ready, which is the next window: where it was, on the screen and in the page", () =>
  staged(async (stage) => {
    const first = await stage.startTakeable();
    await stage.window();
    const page = await stage.take();
    await page.see(words.firstRun.title);
    await page.run("location.hash = '/painel?aqui=1'");
    await stage.place(90, 70, 1100, 700);
    const before = await until("the window moved", async () => {
      const window = await stage.window();
      return window.width === 1100 && window;
    });
    const ready = await stage.leaveReady();
    assert.equal(first.exitCode, null, "nobody misses it");

    assert.equal(await stage.startToEnd(), 0);
    const { id: _, ...place } = before;
    await until("the window at its old place", async () => {
      const { id: _, ...now } = await stage.window();
      return isDeepStrictEqual(now, place);
    });
    assert.deepEqual(await stage.windowProcesses(), [ready], "no other process was started");
    const { id } = await stage.window();
    await until(
      "the window in front",
      async () => Number(await stage.ask("xdotool", ["getactivewindow"])) === Number(id),
    );
    const again = await stage.take();
    await until("the old place in the page", async () =>
      (await again.run("return location.hash")).includes("/painel?aqui=1"),
    );
    await again.call("setup_empty", { company: "Loja", your_name: "Ana" });
    await again.see(words.screens.dashboard);
  }));

test("a ready process that is killed is not missed: the next wish starts one from nothing, where the window was", () =>
  staged(async (stage) => {
    const first = await stage.startTakeable();
    await stage.window();
    process.kill(await stage.leaveReady(), "SIGKILL");
    await until("no process of a window", async () => (await stage.windowProcesses()).length === 0);
    assert.equal(await stage.startToEnd(["retorno://atendimento/1"]), 0);
    await stage.window();
    const page = await stage.take();
    await until("the place in the page", async () => (await page.run("return location.hash")) === "#/atendimento/1");
    assert.equal(first.exitCode, null);
  }));

test("a program that ends takes its ready process along, and leaves the place of the window as it was", () =>
  staged(async (stage) => {
    stage.start();
    await stage.window();
    await stage.place(90, 70, 1100, 700);
    const before = await until("the window moved", async () => {
      const window = await stage.window();
      return window.width === 1100 && window;
    });
    const closed = async () => {
      const program = stage.start();
      await stage.window();
      await stage.leaveReady();
      return program;
    };
    await stage.startToEnd(["--quit"]);
    await until("no program", async () => !(await stage.runs()));

    const quit = once(await closed(), "exit");
    assert.equal(await stage.startToEnd(["--quit"]), 0);
    assert.deepEqual(await quit, [0, null]);
    assert.deepEqual(await stage.windowProcesses(), []);

    const killed = await closed();
    killed.kill("SIGKILL");
    await until("no process of a window", async () => (await stage.windowProcesses()).length === 0);

    await closed();
    assert.equal(await stage.startToEnd(), 0);
    const { id: _, ...place } = before;
    await until("the window at its old place", async () => {
      const { id: _, ...now } = await stage.window();
      return isDeepStrictEqual(now, place);
    });
  }));

test("a window that is killed is opened again, and what the person works with lives on", () =>
  staged(async (stage) => {
    const first = await stage.startTakeable();
    await stage.window();
    const page = await stage.take();
    await page.see(words.firstRun.title);
    await page.call("setup_empty", { company: "Loja", your_name: "Ana" });
    // Its numbers come by a call, and a call tells where it was made.
    await page.run("location.hash = '/painel'");
    const numbers = "return (document.querySelector('main')?.innerText.trim().length ?? 0) > 60";
    await until("the numbers", async () => (await page.run("return location.hash")) === "#/painel" && page.run(numbers));
    await page.settled();
    const [killed] = await stage.windowProcesses();
    process.kill(killed, "SIGKILL");
    const again = await until("another process", async () =>
      (await stage.windowProcesses()).find((pid) => pid !== killed),
    );
    assert.equal(first.exitCode, null);
    const reborn = await stage.take();
    await reborn.see(words.screens.dashboard);
    assert.match(await reborn.run("return location.hash"), /^#\/painel/);
    assert.equal((await reborn.call("status", {})).waiting, 0);

    process.kill(again, "SIGKILL");
    await until("no process of a window", async () => (await stage.windowProcesses()).length === 0);
    assert.equal(await stage.startToEnd(), 0, "a window that dies twice waits until it is asked for");
    await stage.window();
  }));

test("a program that is killed takes its window along", () =>
  staged(async (stage) => {
    const first = stage.start();
    await stage.window();
    const gone = once(first, "exit");
    first.kill("SIGKILL");
    await gone;
    await stage.noWindow();
    await until("no process of a window", async () => (await stage.windowProcesses()).length === 0);
    stage.start();
    await stage.window();
  }));

test("started at login it waits without a window, and the polite signal ends it in order", () =>
  staged(async (stage) => {
    const first = stage.start(["--hidden"]);
    // Before the first has its name on the bus, a second start would be a first.
    await until("a second start finds the first", () => stage.runs());
    assert.deepEqual(await stage.windowProcesses(), [], "who never opens it pays for no toolkit");
    assert.equal(await stage.startToEnd(["retorno://atendimento/1"]), 0);
    await stage.window();
    const gone = once(first, "exit");
    first.kill("SIGTERM");
    assert.deepEqual(await gone, [0, null]);
  }));

test("what belongs to this computer is chosen in the settings, and the icon by the clock says the same", () =>
  staged(async (stage) => {
    const page = await stage.drive();
    await page.see(words.firstRun.title);
    await page.call("setup_empty", { company: "Loja", your_name: "Ana" });
    await page.run("location.hash = '/configuracoes?secao=computer'");
    const { atLogin, quiet, sound } = words.settings.computer;
    const entry = join(stage.home, ".config/autostart/Retorno.desktop");
    const written = () => readFile(entry, "utf8").catch(() => "");
    const ticked = async () => (await stage.menu()).filter((line) => line.ticked).map((line) => line.words);
    const press = (words) => page.press(words);
    await page.see(words.settings.computer.atLoginEffect);
    assert.deepEqual(await ticked(), []);

    await press(atLogin);
    await until("the system's entry", async () => /^Exec=.*--hidden/m.test(await written()));
    await press(quiet);
    await until("both ticked at the icon", async () => isDeepStrictEqual(await ticked(), [quiet, atLogin]));
    await press(sound);
    const kept = () => readFile(join(stage.data, "computer.json"), "utf8");
    await until("the choice beside the data", async () => JSON.parse(await kept()).sound === false);
    await stage.picture("computador");

    // A program that knows nothing of the page yet still speaks the language that was chosen in it.
    await page.run("location.hash = '/configuracoes?secao=appearance'");
    const click = (what, reads) =>
      until(`${reads} clicked`, () =>
        page.run(
          "const one = [...document.querySelectorAll(arguments[0])].find((one) => one.innerText.trim() === arguments[1]); one?.click(); return one !== undefined;",
          what,
          reads,
        ),
      );
    await click("main button[aria-haspopup=listbox]", words.prefs.languages["pt-BR"]);
    await click("[role=option]", words.prefs.languages.en);
    await until("the icon in English", async () => (await stage.menu()).some((line) => line.words === "Quit"));
    await stage.end(page);
    stage.start(["--hidden"]);
    await until("the icon in English again", async () =>
      isDeepStrictEqual(
        (await stage.menu()).map((line) => line.words),
        ["Open Retorno", "No Interaction: 0", "Do not disturb for 30 min", "Start with the computer", "Quit"],
      ),
    );
    assert.deepEqual(await ticked(), ["Start with the computer"], "quiet does not outlive the program");
    await stage.startToEnd(["--quit"]);
  }));

const forbidden = [
  ...[
    "fs|read_file",
    "fs|write_file",
    "fs|remove",
    "shell|execute",
    "shell|open",
    "opener|open_url",
    "http|fetch",
    "dialog|open",
  ],
  ...[
    "process|exit",
    "process|restart",
    "updater|check",
    "clipboard-manager|read_text",
    "global-shortcut|register",
    "store|load",
  ],
  ...[
    "app|version",
    "app|name",
    "app|app_hide",
    "app|set_app_theme",
    "event|emit",
    "event|emit_to",
    "path|resolve_directory",
  ],
  ...[
    "window|create",
    "window|close",
    "window|destroy",
    "window|set_title",
    "window|set_fullscreen",
    "window|start_dragging",
  ],
  ...[
    "webview|create_webview_window",
    "webview|webview_close",
    "webview|internal_toggle_devtools",
    "webview|set_webview_zoom",
  ],
  ...["menu|new", "menu|popup", "tray|new", "tray|remove_by_id", "image|from_path", "resources|close"],
  ...["window-state|save_window_state", "window-state|restore_state", "window-state|filename"],
  ...["autostart|enable", "autostart|disable", "autostart|is_enabled", "single-instance|x"],
].map((name) => `plugin:${name}`);

test("the page may call nothing but the one command, and leads nowhere else", () =>
  staged(async (stage) => {
    const page = await stage.drive();
    await page.loaded();
    for (const name of [...forbidden, "nope", "call2", "CALL", ""]) {
      const ended = await page.run(
        "return window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(() => 'done', (error) => String(error));",
        name,
      );
      assert.match(ended, /not allowed|not found/, `${name}: ${ended}`);
    }
    assert.equal(await page.run("return Object.isFrozen(Object.prototype) && window.__TAURI__ === undefined"), true);

    let hits = 0;
    const elsewhere = createServer((_, answer) => {
      hits += 1;
      answer.end("elsewhere");
    }).listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const there = `http://127.0.0.1:${elsewhere.address().port}/`;
    const escapes = [
      "location.href = there",
      "location.assign(there)",
      "window.open(there)",
      "open(there, '_self')",
      "add('a', { href: there, target: '_blank' }).click()",
      "add('a', { href: there }).click()",
      "add('form', { action: there, method: 'post' }).submit()",
      "add('iframe', { src: there })",
      "add('img', { src: there })",
      "add('object', { data: there })",
      "add('link', { rel: 'stylesheet', href: there })",
      "add('link', { rel: 'prefetch', href: there })",
      "add('script', { src: there })",
      "add('meta', { httpEquiv: 'refresh', content: '0;url=' + there })",
      "fetch(there).catch(() => {})",
      "navigator.sendBeacon(there, 'x')",
      "new WebSocket(there.replace('http', 'ws'))",
      "new EventSource(there)",
    ];
    const add =
      "const there = arguments[0]; const add = (kind, about) => document.body.appendChild(Object.assign(document.createElement(kind), about));";
    const home = await page.run("return location.origin");
    for (const way of escapes) {
      await page.run(`${add} try { ${way}; } catch {}`, there);
      assert.equal(await page.run("return location.origin"), home, way);
    }
    // The last thing asked for has been refused once the page answers again after it.
    await page.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assert.equal(hits, 0);
    elsewhere.close();
    assert.equal((await stage.windows()).length, 1);
  }));

test("a folder that cannot be used is said in the window and left alone, and can be tried again", () =>
  staged(async (stage) => {
    await writeFile(stage.data, "mine");
    const page = await stage.drive();
    await page.see(stage.data);
    await stage.picture("pasta-sem-acesso");
    assert.equal(await readFile(stage.data, "utf8"), "mine");
    await rm(stage.data);
    await page.press(words.parts.retry);
    await page.see(words.firstRun.title);
  }));

test("a start asks what the one before asked for its first picture before the page is read", () =>
  staged(async (stage) => {
    const kept = `return JSON.parse(localStorage.getItem("retorno.first") ?? "[]").map(({ command }) => command)`;
    const marks = `return ["asked early", "taken early"].map((name) => performance.getEntriesByName(name).length)`;
    const first = await stage.drive();
    await first.see(words.firstRun.title);
    await first.call("setup_empty", { company: "Loja", your_name: "Ana" });
    await first.see(words.screens.board);
    await stage.startToEnd(["--quit"]);
    await first.end();

    const second = await stage.drive();
    await second.see(words.board.view);
    const asked = await second.run(kept);
    for (const command of ["session", "board", "directory", "status"]) assert.ok(asked.includes(command), command);
    await stage.startToEnd(["--quit"]);
    await second.end();

    const third = await stage.drive();
    await third.see(words.board.view);
    assert.deepEqual(await third.run(marks), [asked.length, asked.length], "each was of use");
  }));
