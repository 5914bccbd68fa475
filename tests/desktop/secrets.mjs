// A password typed in the window: kept by the real keyring where there is one, else only under a passphrase, and in
// neither case to be found in any file of ours or of the page's.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { staged } from "./stage.mjs";
import { until } from "./until.mjs";

const canary = "canario-7d1f-senha-da-loja";

async function settle(stage) {
  const page = await stage.drive();
  await page.loaded();
  await page.call("setup_empty", { company: "Loja", your_name: "Ana" });
  const { queues } = await page.call("directory", {});
  const settings = {
    address: "loja@retorno.test",
    imap_host: "127.0.0.1",
    imap_port: "9",
    smtp_host: "127.0.0.1",
    smtp_port: "9",
  };
  const draft = { kind: "email", name: "Loja", settings, secret: canary, queue: queues[0].id, enabled: false };
  return { page, save: () => page.call("save_connection", draft) };
}

/** Every file below the home, the page's own storage too, in which the canary can be read. */
async function found(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const bytes = await Promise.all(files.map(async (file) => [file, await readFile(file).catch(() => Buffer.alloc(0))]));
  assert.ok(
    bytes.some(([file, content]) => file.endsWith("retorno.db") && content.length > 0),
    "the search reached the data",
  );
  return bytes.filter(([, content]) => content.includes(canary)).map(([file]) => file);
}

test("a password typed in the window lies in the keyring and in no file", () =>
  staged(async (stage) => {
    await stage.openKeyring();
    const { save } = await settle(stage);
    await save();
    assert.deepEqual(await found(stage.home), []);
    const kept = await stage.ask("secret-tool", ["search", "--all", "--unlock", "service", "br.com.retorno"]);
    assert.match(kept, new RegExp(`secret = ${canary}`));
  }));

test("without a keyring a passphrase is asked for before a password is kept, and after each start", () =>
  staged(async (stage) => {
    const { page, save } = await settle(stage);
    await assert.rejects(save(), /cofre/);
    assert.deepEqual(await found(stage.home), []);
    await page.call("unlock_secrets", { passphrase: "frase longa e boa" });
    await save();
    assert.deepEqual(await found(stage.home), []);

    await stage.end(page);
    const again = await stage.drive();
    await again.loaded();
    await until("the locked place said", async () => (await again.call("status", {})).trouble?.includes("trancado"));
    await assert.rejects(again.call("unlock_secrets", { passphrase: "frase errada" }), /senha-mestra não confere/);
    await again.call("unlock_secrets", { passphrase: "frase longa e boa" });
    await until("the open place", async () => !(await again.call("status", {})).trouble?.includes("trancado"));
  }));
