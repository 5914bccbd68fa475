import { createRoot } from "react-dom/client";
import "@fontsource-variable/inter";
import "./styles/base.css";
import { I18nProvider } from "react-aria-components";
import { Gallery } from "./app/Gallery";
import { applyPrefs, usePrefs } from "./app/prefs";
import { ToastRegion } from "./parts/toast";
import { startText } from "./text";

applyPrefs();
await startText(usePrefs.getState().language);
const root = document.getElementById("root");
if (root) createRoot(root).render(<I18nProvider locale="pt-BR"><Gallery /><ToastRegion /></I18nProvider>);
