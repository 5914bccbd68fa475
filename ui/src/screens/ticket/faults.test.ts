import { expect, test } from "vitest";
import { faultsOf } from "./faults";

const variables = ["contato.nome"];

test("an address that is no e-mail and variables that do not exist are told together", () => {
  const begun = { kind: "email", address: "ana", text: "Oi, {{contato.nome}} {{pedido}} {{pedido}} {{nota}}" };
  expect(faultsOf(begun, variables)).toEqual({ address: true, unknown: ["pedido", "nota"] });
  expect(faultsOf(begun, null).unknown).toEqual([]);
  expect(faultsOf({ ...begun, address: " ana@loja.com ", text: "Oi" }, variables)).toEqual({
    address: false,
    unknown: [],
  });
  expect(faultsOf({ ...begun, kind: "demo" }, variables).address).toBe(false);
});
