// The real window on a virtual screen, driven as a person drives it. Started by `cargo xtask test desktop`, which makes
// the screen, beside `whole-way.mjs`.
import "./shell.mjs";
import "./first-run.mjs";
import "./drag.mjs";
import "./secrets.mjs";
import "./damaged.mjs";
import "./hostile.mjs";
