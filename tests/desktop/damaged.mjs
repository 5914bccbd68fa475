// Data that is damaged: the window says so, and opens the newest whole copy when asked.
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { staged, words } from "./stage.mjs";

test("damaged data makes room for its newest copy at one press", () =>
  staged(async (stage) => {
    const first = await stage.drive();
    await first.loaded();
    await first.call("setup_empty", { company: "Loja das Cópias", your_name: "Ana" });
    await first.call("save_tag", { name: "Antes da cópia", colour: "accent", kind: "normal", archived: false });
    await first.call("backup_now", {});
    await stage.end(first);
    const file = join(stage.data, "retorno.db");
    const damaged = "não é mais um banco de dados".repeat(500);
    await writeFile(file, damaged);
    // A log that is left would mend it page by page.
    for (const beside of ["-wal", "-shm"]) await rm(file + beside, { force: true });

    const page = await stage.drive();
    await page.see(words.access.restoreNewest);
    assert.equal(await readFile(file, "utf8"), damaged, "nothing is touched before it is asked for");
    for (const [theme, name] of [
      ["dark", "escuro"],
      ["light", "claro"],
    ]) {
      await page.theme(theme);
      await page.see(words.access.restoreNewest);
      await page.settled();
      await stage.picture(`dados-danificados-${name}`);
    }
    await page.press(words.access.restoreNewest);
    await page.see(words.screens.board);
    const { tags } = await page.call("directory", {});
    assert.ok(tags.some((tag) => tag.name === "Antes da cópia"));
    assert.equal(await readFile(`${file}.antes-da-restauracao`, "utf8"), damaged, "and what was damaged is kept");
  }));
