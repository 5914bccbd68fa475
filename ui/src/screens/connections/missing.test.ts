import { expect, test } from "vitest";
import type { SettingsField } from "../../bindings/SettingsField";
import { besideField, missingOf } from "./missing";

const field = (name: string, change: Partial<SettingsField> = {}): SettingsField => ({
  name,
  label: name,
  input: "text",
  options: [],
  required: true,
  hint: "",
  default: "",
  ...change,
});
const fields = [
  field("address"),
  field("sender", { required: false }),
  field("password", { input: "password" }),
  field("imap_host"),
  field("imap_port", { input: "number", default: "993" }),
];

test("all that is required and not given is missing, blanks and emptied defaults too", () => {
  expect(missingOf({ fields, typed: {}, secret: false })).toEqual(["address", "password", "imap_host"]);
  expect(missingOf({ fields, typed: { address: " ", imap_host: "a", imap_port: "" }, secret: true })).toEqual([
    "address",
    "imap_port",
  ]);
});

test("beside its field a sentence does not name it again", () => {
  expect(besideField("Confira o campo «Porta»: use um número de 1 a 65535.", "Porta")).toBe(
    "Use um número de 1 a 65535.",
  );
  expect(besideField("Check the field “Port”: use a number from 1 to 65535.", "Port")).toBe(
    "Use a number from 1 to 65535.",
  );
  expect(besideField("Usuário ou senha recusados.", "Senha")).toBe("Usuário ou senha recusados.");
});
