import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { BinaryFile } from "../../bindings/BinaryFile";
import type { MessageView } from "../../bindings/MessageView";
import { client } from "../../data";
import { type Host, lendHost, Refusal } from "../../host";
import { Attachments } from "./Attachments";

const message = {
  id: 7,
  attachments: [
    { name: "nota.pdf", mime: "application/pdf", bytes: 3_000 },
    { name: "fatura\u202efdp.exe", mime: "application/pdf", bytes: 0 },
  ],
} as unknown as MessageView;

/** The page with a backend that answers when the test says so. */
function opened() {
  const call = vi.fn();
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  const saved: string[] = [];
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:um");
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  const page = render(
    <QueryClientProvider client={client}>
      <Attachments message={message} />
    </QueryClientProvider>,
  );
  return { call, saved, ...page };
}

const file: BinaryFile = { name: "nota.pdf", mime: "application/pdf", base64: btoa("%PDF") };

test("each attachment is a button that says what it fetches and how large that is", () => {
  const { getAllByRole } = opened();
  expect(getAllByRole("button").map((one) => one.textContent)).toEqual([
    "Baixar o anexonota.pdf3 kB",
    "Baixar o anexofaturafdp.exetamanho desconhecido",
  ]);
});

test("Enter fetches that one, it is busy meanwhile, and what comes is saved", async () => {
  const { call, saved, getAllByRole } = opened();
  let give: (file: BinaryFile) => void = () => undefined;
  call.mockReturnValue(
    new Promise((resolve) => {
      give = resolve;
    }),
  );
  const button = getAllByRole("button")[1] as HTMLElement;
  fireEvent.keyDown(button, { key: "Enter" });
  await waitFor(() => expect(button.getAttribute("aria-busy")).toBe("true"));
  expect(button.textContent).toContain("Baixando o anexo");
  fireEvent.click(button);
  expect(call.mock.calls).toEqual([["attachment", { message: 7, position: 1 }]]);
  expect(saved).toEqual([]);
  give(file);
  await waitFor(() => expect(saved).toEqual(["nota.pdf"]));
  await waitFor(() => expect(button.getAttribute("aria-busy")).toBe(null));
});

test("why it did not come stands below it until it is tried again", async () => {
  const { call, saved, getAllByRole, findByRole, queryByRole } = opened();
  const sentence = "Este atendimento é de Bia. Peça a um líder ou supervisor para transferi-lo.";
  call.mockRejectedValueOnce(new Refusal({ code: "forbidden", message: sentence, field: null, problems: [] }));
  const button = getAllByRole("button")[0] as HTMLElement;
  fireEvent.click(button);
  expect((await findByRole("alert")).textContent).toBe(sentence);
  call.mockResolvedValueOnce(file);
  fireEvent.click(button);
  await waitFor(() => expect(saved).toEqual(["nota.pdf"]));
  expect(queryByRole("alert")).toBe(null);
});
