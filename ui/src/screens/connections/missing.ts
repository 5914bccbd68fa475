// What a connection's form still lacks, and what is said beside a field of it. Pure.
import type { SettingsField } from "../../bindings/SettingsField";

type Filled = {
  fields: readonly SettingsField[];
  typed: Readonly<Record<string, string>>;
  /** A secret is typed, or one is kept from before. */
  secret: boolean;
};

/** The required fields nothing is given for, in the order of the form. */
export function missingOf({ fields, typed, secret }: Filled): string[] {
  const given = (field: SettingsField) =>
    field.input === "password" ? secret : (typed[field.name] ?? field.default).trim() !== "";
  return fields.filter((field) => field.required && !given(field)).map((field) => field.name);
}

/** The backend's sentence without the name of the field it stands beside. */
export function besideField(sentence: string, label: string): string {
  const naming = [`«${label}»: `, `“${label}”: `].find((one) => sentence.includes(one));
  if (naming === undefined) return sentence;
  const at = sentence.indexOf(naming);
  const rest = sentence.slice(at + naming.length);
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1);
}
