// The path of lessons: what is passed, and where to go on.

import { attend, head } from "./head.js";
import { bare, data, icon, make, part, ruby, say, show } from "./words.js";

head();
attend({});
const passed = data.lessons.filter((/** @type {any} */ one) => one.passed).length;
show(part("count"), say("passed_of", { n: passed, total: data.lessons.length }));
part("bar").max = data.lessons.length;
part("bar").value = passed;
part("bar").setAttribute("aria-label", say("passed_of", { n: passed, total: data.lessons.length }));

let block = "";
/** @type {HTMLElement | null} */
let list = null;
for (const one of data.lessons) {
  if (one.block !== block) {
    block = one.block;
    list = make("ol", { class: "path", start: String(one.number) });
    part("path").append(make("h2", {}, ...ruby(one.block_title)), list);
  }
  list?.append(row(one));
}

/** @param {any} one */
function row(one) {
  const isNext = one.number === data.me.lesson;
  const state = one.passed ? "passed" : isNext ? "your_next" : one.started ? "started" : "";
  const link = make("a", { href: `/lessons/${one.number}`, class: `step ${one.passed ? "is-passed" : ""} ${isNext ? "is-next" : ""}` });
  if (isNext) link.setAttribute("aria-current", "step");
  link.append(make("span", { class: "number" }, String(one.number)), make("span", { class: "title" }, ...ruby(one.title)));
  link.setAttribute("aria-label", `${one.number} ${bare(one.title)}${state ? `: ${say(state)}` : ""}`);
  if (state) link.append(make("span", { class: "state" }, ...(one.passed ? [icon("check")] : []), say(state)));
  return make("li", {}, link);
}
