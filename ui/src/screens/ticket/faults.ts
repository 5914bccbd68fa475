// What a new ticket has wrong that can be told without asking the program, all of it at once. Pure.
import { variablesOf } from "../rules/variables";

type Begun = { kind: string | undefined; address: string; text: string };
export type Faults = { address: boolean; unknown: readonly string[] };

/** `variables`: those there are; null while nobody knows them. */
export function faultsOf({ kind, address, text }: Begun, variables: readonly string[] | null): Faults {
  const names = variablesOf(text).map(({ name }) => name);
  return {
    address: kind === "email" && !/^[^\s@]+@[^\s@]+$/.test(address.trim()),
    unknown: variables === null ? [] : [...new Set(names)].filter((name) => !variables.includes(name)),
  };
}
