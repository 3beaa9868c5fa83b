// The mentor's page and the wall: told that something is another now, they ask for the whole state, once in a while.

import { part, say, show } from "./words.js";

const REST_MS = 400;
const AGAIN_MS = 3000;

/** Keep a page's picture of the class true. @param {(state: any) => void} draw */
export function follow(draw) {
  let isWaiting = false;
  const lost = (/** @type {boolean} */ isLost) => {
    part("connection").hidden = !isLost;
    show(part("connection"), isLost ? say("lost") : "");
  };
  const look = async () => {
    isWaiting = false;
    try {
      const answer = await fetch("/api/mentor/state", { cache: "no-store", signal: AbortSignal.timeout(6000) });
      if (!answer.ok) return location.reload();
      lost(false);
      draw(await answer.json());
    } catch {
      lost(true);
      later(AGAIN_MS);
    }
  };
  const later = (/** @type {number} */ wait_ms) => {
    if (isWaiting) return; // one look answers for all that happened until then
    isWaiting = true;
    setTimeout(look, wait_ms);
  };
  const listen = () => {
    const source = new EventSource("/api/mentor/events");
    for (const name of ["pupil", "robots", "anew"]) source.addEventListener(name, () => later(REST_MS));
    source.addEventListener("open", () => later(0));
    source.addEventListener("error", () => {
      lost(true);
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_MS);
    });
  };
  listen();
  setInterval(() => later(0), 30_000); // minutes pass without anything happening
}
