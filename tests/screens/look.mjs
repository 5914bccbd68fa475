// How every screen of the page looks and reads, in both themes and with longer words. Started beside `run.mjs`.
import "./looks.mjs";
import "./stretch.mjs";
import "./fit.mjs";
import "./manual.mjs";
