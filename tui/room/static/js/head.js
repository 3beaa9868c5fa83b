// The head of every page: language, leaving, the connection, and what the mentor says to all.

import { ask, listen, presence } from "./server.js";
import { part, ruby, say, show } from "./words.js";

/** Choose the language, leave, and say so when there is no connection. */
export function head() {
  const language = /** @type {HTMLSelectElement | null} */ (document.getElementById("language"));
  language?.addEventListener("change", async () => {
    await ask("POST", "/api/lang", { lang: language.value });
    location.reload();
  });
  document.getElementById("leave")?.addEventListener("click", async () => {
    dispatchEvent(new Event("leaving"));
    await ask("POST", "/api/leave", {});
    location.assign("/who");
  });
  document.getElementById("shared-close")?.addEventListener("click", () => { part("shared").hidden = true; });
  presence.addEventListener("change", () => {
    show(part("connection"), presence.isThere ? "" : say("lost"));
    part("connection").hidden = presence.isThere;
  });
}

/** Watch the connection and hear the mentor; the page's own events come along.
 * @param {Record<string, (said: any) => void>} handlers */
export function attend(handlers) {
  presence.watch();
  listen({ mentor: heardMentor, ...handlers });
}

/** @param {{minutes_left?: number | null, over?: boolean, shared?: any, fresh_code?: boolean, helped?: boolean}} said */
export function heardMentor(said) {
  if (said.minutes_left !== undefined) minutesLeft(said.minutes_left);
  if (said.over) {
    announce(say("over"));
    minutesLeft(null);
    dispatchEvent(new Event("class-over"));
  }
  if (said.shared !== undefined) shared(said.shared);
  if (said.helped) dispatchEvent(new Event("helped"));
  if (said.fresh_code) location.assign("/who");
}

/** @param {number | null} minutes */
function minutesLeft(minutes) {
  const place = part("minutes");
  place.hidden = minutes === null;
  if (minutes !== null) show(place, say("minutes_left", { n: minutes }));
}

/** @param {string} text */
function announce(text) {
  part("announced").hidden = !text;
  show(part("announced"), text);
}

/** A program that the mentor shows to everybody. @param {{name?: string | null, text: string} | null} program */
function shared(program) {
  const box = /** @type {HTMLElement} */ (part("shared"));
  box.hidden = program === null;
  if (program === null) return;
  show(part("shared-title"), program.name ? `${say("shared_title")}: ${program.name}` : say("shared_title"));
  part("shared-text").textContent = program.text;
}

/** Say what the laptop refused, where there is something to say. @param {Element} place @param {any} error */
export function sayRefused(place, error) {
  const answer = error?.answer ?? {};
  const text = answer.words ?? (answer.wait_s ? say("wait", { n: Math.ceil(answer.wait_s) }) : "");
  place.replaceChildren(...ruby(text || say(presence.isThere ? "not_done" : "lost")));
}
