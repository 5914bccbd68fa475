// A W3C WebDriver client over fetch, as small as this needs: WebKit's own driver starts the program and drives its page.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { until } from "./until.mjs";

const element = "element-6066-11e4-a52e-4f735466cecf";
/** Longest for one answer of the driver. */
const answerMs = 60_000;
/** A driver that is not ready by then is started anew, at another port. */
const readyMs = 6_000;

/**
 * A port that nobody listens on, for a program that binds it a moment later. It is below those the system gives to
 * connections that go out, one of which could have it by then, and apart from those of `tests/src/mail/ports.rs`.
 */
export async function freePort() {
  for (;;) {
    // Above 10080, the last of those that fetch refuses to ask (the Fetch Standard's “bad ports”).
    const port = randomInt(11_000, 20_000);
    const server = createServer().listen(port, "127.0.0.1");
    const free = await once(server, "listening").then(
      () => true,
      () => false,
    );
    server.close();
    if (free) {
      return port;
    }
  }
}

/** What a program must be started with so that `take` finds its page at this port, whichever process holds the page. */
export const takeable = (port) => ({ TAURI_WEBVIEW_AUTOMATION: "true", WEBKIT_INSPECTOR_SERVER: `127.0.0.1:${port}` });

/** Starts WebKitWebDriver, and by it the program with `args`; `env` goes to both. */
export function drive(binary, args, env) {
  return session({ ...env, TAURI_WEBVIEW_AUTOMATION: "true" }, [], { "webkitgtk:browserOptions": { binary, args } });
}

/** Takes the page of a program that runs already, started with `takeable(port)`. */
export function take(port, env) {
  return session(env, [`--target=127.0.0.1:${port}`], {});
}

async function session(env, how, alwaysMatch) {
  let [driver, ask, since] = [];
  await until("WebKitWebDriver ready", async () => {
    if (driver && performance.now() - since > readyMs) {
      driver.kill("SIGKILL");
      driver = undefined;
    }
    if (!driver) {
      const port = await freePort();
      driver = spawn("WebKitWebDriver", [`--port=${port}`, ...how], { env, stdio: ["ignore", "inherit", "inherit"] });
      [ask, since] = [asker(`http://127.0.0.1:${port}`), performance.now()];
    }
    return (await ask("GET", "/status")).ready;
  }).catch((error) => {
    // A test that fails must not keep the runner waiting for it.
    driver?.kill("SIGKILL");
    throw error;
  });
  const { sessionId } = await ask("POST", "/session", { capabilities: { alwaysMatch } });
  return new Page((method, path, body) => ask(method, `/session/${sessionId}${path}`, body), driver);
}

function asker(base) {
  return async (method, path, body) => {
    const signal = AbortSignal.timeout(answerMs);
    const answer = await fetch(base + path, {
      method,
      signal,
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
    });
    const { value } = await answer.json();
    if (answer.ok) return value;
    throw Object.assign(new Error(`${method} ${path}: ${value.error}: ${value.message}`), { kind: value.error });
  };
}

/** What can be done with the page in the window. Everything waits for its condition, with a deadline. */
class Page {
  #ask;
  #driver;

  constructor(ask, driver) {
    this.#ask = ask;
    this.#driver = driver;
  }

  /** Runs the body of a function in the page and gives back what it returns. */
  run(script, ...args) {
    return this.#ask("POST", "/execute/sync", { script, args });
  }

  /** The first displayed element that an XPath finds. */
  async find(xpath) {
    return until(`a displayed ${xpath}`, async () => {
      const found = await this.#ask("POST", "/elements", { using: "xpath", value: xpath });
      for (const one of found) {
        if (await this.#ask("GET", `/element/${one[element]}/displayed`)) return one[element];
      }
      return undefined;
    });
  }

  /** Something that can be pressed, by the words on it or its accessible name. */
  async press(words) {
    const named = `(normalize-space()=${quoted(words)} or @aria-label=${quoted(words)} or .//*[normalize-space()=${quoted(words)}] or .//input[@aria-label=${quoted(words)}])`;
    const kinds = ["button", "a", "option", "tab", "menuitem", "radio", "link"];
    const roles = kinds.map((kind) => `self::${kind} or @role='${kind}'`).join(" or ");
    await this.#click(`//*[(${roles} or self::label) and ${named}]`);
  }

  async #click(xpath) {
    await until(`${xpath} pressed`, async () => {
      const id = await this.find(xpath);
      try {
        await this.#ask("POST", `/element/${id}/click`);
        return true;
      } catch (error) {
        // Drawn anew between the look and the press.
        if (["stale element reference", "element not interactable", "element click intercepted"].includes(error.kind))
          return false;
        throw error;
      }
    });
  }

  /** Types into the field with this label. */
  async type(label, text) {
    const id = await this.find(
      `//*[(self::input or self::textarea) and (@aria-label=${quoted(label)} or @id=//label[normalize-space()=${quoted(label)}]/@for)]`,
    );
    await this.#ask("POST", `/element/${id}/clear`);
    await this.#ask("POST", `/element/${id}/value`, { text });
  }

  /** The page has drawn something. */
  async loaded() {
    await until("a drawn page", async () => (await this.text()).trim() !== "");
  }

  /** A command, as the page itself calls it. */
  async call(command, args) {
    const ended = await this.run(
      "return window.__TAURI_INTERNALS__.invoke('call', { command: arguments[0], args: arguments[1], profile: null }).then((reply) => ({ reply }), (failure) => ({ failure }));",
      command,
      args,
    );
    if (ended.failure) throw new Error(`${command}: ${JSON.stringify(ended.failure)}`);
    return ended.reply;
  }

  /** The page again, and not what was there before: the old document looks the same until it is gone. */
  async again() {
    await this.run("window.old = true; location.reload();");
    await until("the page loaded anew", () => this.run("return window.old === undefined && document.body !== null"));
  }

  /** The page again, in the theme "light" or "dark". */
  async theme(theme) {
    await this.run(
      "const kept = JSON.parse(localStorage['retorno.prefs'] ?? '{\"state\":{},\"version\":1}'); kept.state.theme = arguments[0]; localStorage['retorno.prefs'] = JSON.stringify(kept);",
      theme,
    );
    await this.again();
    await until(`the ${theme} theme`, () =>
      this.run("return document.documentElement.dataset.theme === arguments[0]", theme),
    );
  }

  /** No animation runs and two more frames were drawn. */
  async settled() {
    await until("a page at rest", () =>
      this.run(
        "return document.getAnimations().every((one) => one.playState !== 'running' || one.effect?.getTiming().iterations === Infinity)",
      ),
    );
    await this.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  async see(words) {
    await until(
      `“${words}” on the page`,
      async () => (await this.text()).includes(words),
      () => this.text(),
    );
  }

  text() {
    return this.run("return document.body ? document.body.innerText : ''");
  }

  async resize(width, height) {
    await this.#ask("POST", "/window/rect", { width, height });
  }

  /** Ends the program too. */
  async end() {
    if (this.#driver.exitCode !== null || this.#driver.signalCode !== null) return;
    await this.#ask("DELETE", "").catch(() => undefined);
    const gone = once(this.#driver, "exit");
    // Only asked: a killed driver would leave the web process behind.
    this.#driver.kill("SIGTERM");
    await gone;
  }
}

function quoted(words) {
  return words.includes("'") ? `"${words}"` : `'${words}'`;
}
