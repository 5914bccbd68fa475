import { expect, test } from "vitest";
import { events, otherComputer } from "./http";

test("server-sent events are whole even when the network cuts them anywhere", async () => {
  const sent = 'data: {"a":1}\n\n: still here\n\nevent: changed\r\ndata: {"b":"ção"}\r\n\r\ndata: half';
  const bytes = new TextEncoder().encode(sent);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 5) controller.enqueue(bytes.slice(at, at + 5));
      controller.close();
    },
  });
  const seen: string[] = [];
  for await (const data of events(body)) seen.push(data);
  expect(seen).toEqual(['{"a":1}', '{"b":"ção"}']);
});

test("a hub behind an address of this computer runs here, any other where its name says", () => {
  const here = ["localhost", "retorno.localhost", "127.0.0.1", "127.8.9.1", "[::1]", ""];
  expect(here.map(otherComputer)).toEqual(here.map(() => null));
  expect(["retorno.loja.lan", "192.168.0.7"].map(otherComputer)).toEqual(["retorno.loja.lan", "192.168.0.7"]);
});
