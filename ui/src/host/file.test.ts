import { afterEach, expect, test, vi } from "vitest";
import { safeName, saveBytes, shownName } from "./file";

afterEach(() => vi.unstubAllGlobals());

test("a name from outside leads to no folder, hides nothing and is not too long", () => {
  const long = "é".repeat(300);
  const table: [string, string][] = [
    ["nota fiscal nº7.pdf", "nota fiscal nº7.pdf"],
    ["../../etc/passwd", "-..-etc-passwd"],
    ["..\\..\\Windows\\system.ini", "-..-Windows-system.ini"],
    ["C:\\temp\\nota.pdf", "C--temp-nota.pdf"],
    ["fatura\u202efdp.exe", "faturafdp.exe"],
    ["nota\u0000\u0007\u200b.pdf", "nota.pdf"],
    [".bashrc", "bashrc"],
    ["nota.pdf. . ", "nota.pdf"],
    ['<img src="x">.png', "-img src=-x--.png"],
    ["..", "anexo"],
    ["", "anexo"],
    [`${long}.pdf`, `${"é".repeat(98)}.pdf`],
    [`a.${long}`, `a.${"é".repeat(99)}`],
    [`😀${"😀".repeat(60)}.pdf`, `${"😀".repeat(49)}.pdf`],
  ];
  for (const [given, expected] of table)
    expect({ given, name: safeName(given, "anexo") }).toEqual({ given, name: expected });
});

test("a name is shown as it was given, but for signs that would turn it", () => {
  expect(["a/b <c>.txt", "fatura\u202efdp.exe", " \u200b"].map((name) => shownName(name, "anexo"))).toEqual([
    "a/b <c>.txt",
    "faturafdp.exe",
    "anexo",
  ]);
});

test("a file from outside is saved as plain bytes, whatever it claims to be", async () => {
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    blobs.push(blob as Blob);
    return "blob:um";
  });
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push(`${this.getAttribute("href")} ${this.download}`);
  });
  saveBytes({ name: "../x.html", mime: "text/html", base64: btoa("<b>\u00ff\u0000") }, "anexo");
  expect(clicked).toEqual(["blob:um -x.html"]);
  expect(blobs.map((blob) => blob.type)).toEqual(["application/octet-stream"]);
  expect([...new Uint8Array((await blobs[0]?.arrayBuffer()) ?? new ArrayBuffer())]).toEqual([60, 98, 62, 255, 0]);
});
