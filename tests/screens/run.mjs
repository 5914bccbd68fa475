// The page in Chromium against the real `retorno-hub` with its example data: the main tasks of each screen by mouse and
// by keyboard alone. Started by `cargo xtask test screens`.
import "./rules.mjs";
import "./tickets.mjs";
import "./board.mjs";
import "./room.mjs";
import "./finding.mjs";
import "./details.mjs";
import "./again.mjs";
import "./words.mjs";
import "./data.mjs";
import "./house.mjs";
import "./hands.mjs";
import "./teams.mjs";
import "./lists.mjs";
import "./meanwhile.mjs";
import "./forms.mjs";
import "./straits.mjs";
import "./acts.mjs";
import "./sending.mjs";
import "./kept.mjs";
import "./paper.mjs";
import "./keys.mjs";
import "./focus.mjs";
