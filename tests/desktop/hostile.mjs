// What a customer writes is text and nothing else: 200 texts that try to run something, in the words, the sender's name,
// the subject and the file name of real mails, come by a real mailbox into the real window, and every screen that shows
// them is looked at.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import test from "node:test";
import { housed } from "./house.mjs";
import { until } from "./until.mjs";

/** Each runs `struck()` or fetches `there` where it is taken for more than text. */
const attacks = (there) => [
  "<script>struck()</script>",
  `<script src="${there}"></script>`,
  "<img src=x onerror=struck()>",
  `<img src="${there}">`,
  "<svg onload=struck()>",
  "<svg><animate onbegin=struck() attributeName=x dur=1s>",
  `<iframe srcdoc="<script>parent.struck()</script>"></iframe>`,
  `<iframe src="javascript:parent.struck()"></iframe>`,
  `<object data="${there}"></object>`,
  `<embed src="${there}">`,
  `<link rel=stylesheet href="${there}">`,
  `<style>@import "${there}";</style>`,
  `<meta http-equiv=refresh content="0;url=${there}">`,
  `<base href="${there}">`,
  `<form action="${there}"><input autofocus onfocus=struck()></form>`,
  "<details open ontoggle=struck()>",
  "<video><source onerror=struck()></video>",
  "<body onload=struck()>",
  "<a href=javascript:struck()>x</a>",
  "<math><mtext><mglyph><style><img src=x onerror=struck()></style>",
  "<template><script>struck()</script></template>",
  "javascript:struck()",
  "{{constructor.constructor('struck()')()}}",
  `\${struck()} #{struck()} <%= struck() %>`,
  `data:text/html,<script>parent.struck()</script> ${there}`,
];

/** Ways out of the place where the text stands. */
const dresses = [
  (attack) => attack,
  (attack) => `">${attack}`,
  (attack) => `'/>${attack}`,
  (attack) => `</title></textarea></style></script>${attack}`,
  (attack) => `-->${attack}<!--`,
  (attack) => `]]>${attack}`,
  (attack) => attack.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  (attack) => `\u202e${attack.toUpperCase().replaceAll("STRUCK", "struck")}\u202c`,
];

/** A conversation is opened for each mail, which takes a while in a real window. */
const PER_MAIL = 4;

const watching = `
  window.strikes = [];
  window.struck = () => window.strikes.push(location.hash);
  document.addEventListener("securitypolicyviolation", (event) =>
    window.strikes.push(event.effectiveDirective + " " + event.blockedURI + " at " + location.hash));`;
/** What text can never make. Sites of our own code are not among them. */
const foreign =
  "#root :is(script, iframe, object, embed, link, style, meta, base, form[action], video, math, img[src='x'], img[src^='http'], a[href^='javascript'], a[href^='data'])";

const encoded = (text) => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
const base64 = (text) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n");

/** A mail that has the payloads in each place that is shown. */
function mail(number, payloads) {
  const all = payloads.join(" ");
  const fileName = encodeURIComponent(`f${number} ${all}.txt`);
  return [
    `From: ${encoded(`m${number} ${all}`)} <m${number}@ana.test>`,
    "To: loja@retorno.test",
    `Subject: ${encoded(`s${number} ${all}`)}`,
    `Message-ID: <m${number}@ana.test>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    base64(words(number, payloads)),
    "--b",
    `Content-Type: text/plain; name*=utf-8''${fileName}`,
    `Content-Disposition: attachment; filename*=utf-8''${fileName}`,
    "",
    "x",
    "--b--",
    "",
  ].join("\r\n");
}

const words = (number, payloads) => payloads.map((payload, nth) => `t${number}.${nth} ${payload}`).join("\n");

async function listening() {
  const server = createServer((_, answer) => {
    server.hits += 1;
    answer.end("struck()");
  });
  server.hits = 0;
  server.listen(0, "127.0.0.1");
  // A test that fails must not keep the runner waiting for it.
  server.unref();
  await once(server, "listening");
  server.address = `http://127.0.0.1:${server.address().port}/`;
  return server;
}

async function arrived(page, count) {
  const rows = new Map();
  await until(
    `${count} tickets`,
    async () => {
      const all = await page.call("tickets", { filter: {}, limit: 200 });
      for (const row of all.rows) rows.set(row.id, row);
      return rows.size === count;
    },
    () => String(rows.size),
  );
  return [...rows.values()];
}

test("what customers write never runs, whatever it is dressed as", (context) =>
  housed(context, async ({ page, desk, stage }) => {
    const there = await listening();
    const payloads = attacks(there.address).flatMap((attack) => dresses.map((dress) => dress(attack)));
    assert.equal(payloads.length, 200);
    await page.run(watching);
    const mails = Array.from({ length: payloads.length / PER_MAIL }, (_, n) =>
      payloads.slice(n * PER_MAIL, (n + 1) * PER_MAIL),
    );
    for (const [number, inside] of mails.entries()) await desk.send(mail(number, inside));
    const cards = await arrived(page, mails.length);
    assert.ok(cards.some((card) => card.contact_name.includes("<script>")));

    const unharmed = async (where) => {
      assert.deepEqual(await page.run("return window.strikes"), [], where);
      const made = await page.run(
        "return [...document.querySelectorAll(arguments[0])].map((one) => one.outerHTML)",
        foreign,
      );
      assert.deepEqual(made, [], where);
    };
    for (const card of cards) {
      await page.run("location.hash = arguments[0]", `/atendimento/${card.id}`);
      const number = /^m(\d+)/.exec(card.contact_name)[1];
      // The whole text is on the screen as it was written.
      const text = words(number, mails[number]);
      await until(
        `ticket ${card.id}`,
        () =>
          page.run(
            "const seen = document.body.textContent; return seen.includes(arguments[0]) && seen.includes(arguments[1]);",
            text,
            card.contact_name,
          ),
        () => page.text(),
      );
      await unharmed(text);
    }
    await stage.picture("hostil-atendimento");
    for (const path of ["/funil", "/meus-atendimentos", "/funil/execucoes", "/painel", "/sem-interacao"]) {
      await page.run("location.hash = arguments[0]", path);
      await page.settled();
      // Lists make only the rows in view: every row is brought there.
      await page.run(`return (async () => {
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        for (const list of document.querySelectorAll("main *")) {
          if (list.scrollHeight <= list.clientHeight + 1 || getComputedStyle(list).overflowY === "visible") continue;
          for (let top = 0; top <= list.scrollHeight; top += list.clientHeight) {
            list.scrollTop = top;
            await frame();
            await frame();
          }
        }
      })()`);
      await unharmed(path);
    }
    await stage.picture("hostil-funil");
    assert.equal(there.hits, 0);
    there.close();
  }));
