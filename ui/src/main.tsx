// Starts the page: preferences first (so nothing flashes), then words, then the screens.
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { createRoot } from "react-dom/client";
import "@fontsource-variable/inter";
import "./styles/base.css";
import { speakOutside } from "./app/outside";
import { go } from "./app/places";
import { applyPrefs, usePrefs } from "./app/prefs";
import { askForTheFirst } from "./app/router";
import { Shell } from "./app/Shell";
import { client, listenForChanges } from "./data";
import { host } from "./host";
import { sayWhenUnreachable } from "./host/http";
import { onOpen } from "./host/tauri";
import { heedActs, lookFirst } from "./parts/later";
import { formatLocale, Speaking, speak, text } from "./text";

function Page() {
  const language = usePrefs((prefs) => prefs.language);
  return (
    <I18nProvider locale={formatLocale[language]}>
      <QueryClientProvider client={client}>
        <Speaking>
          <Shell />
        </Speaking>
      </QueryClientProvider>
    </I18nProvider>
  );
}

async function start(): Promise<void> {
  applyPrefs();
  await speak(usePrefs.getState().language);
  sayWhenUnreachable(text("shell.unreachable"));
  lookFirst(() => host().reached?.());
  heedActs();
  listenForChanges();
  onOpen(go);
  speakOutside();
  void askForTheFirst();
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}

void start();
