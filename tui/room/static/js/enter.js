// The room's code: from the wall, or from the square that the camera read.

import { head, sayRefused } from "./head.js";
import { ask } from "./server.js";
import { data, part } from "./words.js";

head();
const code = /** @type {HTMLInputElement} */ (part("code"));
part("enter").addEventListener("submit", async (/** @type {Event} */ event) => {
  event.preventDefault();
  await enter();
});

async function enter() {
  try {
    const answer = await ask("POST", "/api/enter", { code: narrow(code.value) });
    location.assign(answer.next ?? "/who");
  } catch (error) {
    sayRefused(part("refused"), error);
    code.setAttribute("aria-invalid", "true");
    code.select();
  }
}

/** What was typed with Japanese input left on is the same code. @param {string} text */
function narrow(text) {
  return text.normalize("NFKC").replace(/\s/gu, "").toUpperCase();
}

if (data.code) {
  code.value = data.code;
  enter();
} else code.focus();
