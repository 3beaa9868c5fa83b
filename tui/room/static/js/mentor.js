// The mentor's page: who is where, who needs somebody, which robots are free; and what the mentor does about it.

import { follow } from "./live_state.js";
import { robotState } from "./robot_state.js";
import { data, icon, make, part, say, show } from "./words.js";

/** @param {string} path @param {object} body @returns {Promise<any>} its answer; null: refused, and said so */
async function order(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/api/mentor/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.ok) return await answer.json();
  } catch {
    // said below: it makes no difference to the mentor why the laptop did not do it
  }
  show(part("said"), say("failed"));
  return null;
}

/** @param {string} text @param {() => void} press @param {string} [kind] */
function key(text, press, kind = "") {
  const made = make("button", { type: "button", class: kind }, text);
  made.addEventListener("click", press);
  return made;
}

/** How a child gets on: a sign, and the same in words. @param {any} child */
function standing(child) {
  if (child.asked_minutes !== null) return ["is-asking", "hand", say("asks_help", { n: child.asked_minutes })];
  if (child.is_stuck) return ["is-stuck", "warning", say("is_stuck", { n: child.missing_minutes, tries: child.misses })];
  if (child.misses) return ["is-trying", "again", say("tries", { tries: child.misses })];
  if (!child.lesson) return ["", "dots", say("no_lesson")];
  return ["is-fine", "check", say("gets_on", { n: child.minutes ?? 0 })];
}

/** @param {any} child */
function childRow(child) {
  const [kind, sign, words] = standing(child);
  const state = make("span", { class: "standing" }, icon(sign), words);
  const row = make("li", { class: `child ${kind}`, "data-learner": child.learner }, make("strong", { class: "name" }, child.name), state);
  if (child.lesson) row.append(make("span", { class: "where" }, say("lesson", { n: child.lesson, title: child.title })));
  const more = [child.is_running ? say("runs_now") : "", child.is_here ? "" : say("is_away")].filter(Boolean).join(" · ");
  if (more) row.append(make("span", { class: "small" }, more));
  if (child.miss) row.append(make("p", { class: "miss" }, child.miss));
  const keys = make("div", { class: "row deeds" });
  if (child.asked_minutes !== null) keys.append(key(say("helped"), () => order("helped", { learner: child.learner }), "primary"));
  if (child.lesson) {
    keys.append(key(say("look"), () => look(child)));
    keys.append(key(say("share"), () => order("share", { learner: child.learner, lesson: child.lesson, named: false })));
    keys.append(key(say("share_named"), () => order("share", { learner: child.learner, lesson: child.lesson, named: true })));
  }
  keys.append(key(say("fresh_code"), () => freshCode(child), "quiet"));
  row.append(keys);
  return row;
}

/** @param {string} id @param {() => void} act */
function asked(id, act) {
  const dialog = /** @type {HTMLDialogElement} */ (part(id));
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && act(), { once: true });
}

/** What a child typed, in a box that changes nothing. @param {any} child */
async function look(child) {
  let text = say("failed");
  try {
    const answer = await fetch(`/api/mentor/program/${encodeURIComponent(child.learner)}/${child.lesson}`, { cache: "no-store" });
    if (answer.ok) text = (await answer.json()).text ?? say("nothing_typed");
  } catch {
    // the box says it
  }
  show(part("look-title"), `${child.name} · ${say("lesson", { n: child.lesson, title: child.title })}`);
  part("look-text").textContent = text;
  /** @type {HTMLDialogElement} */ (part("look")).showModal();
}

/** @param {any} child */
function freshCode(child) {
  show(part("fresh-title"), say("fresh_ask", { name: child.name }));
  asked("fresh-ask", () => order("fresh_code", { learner: child.learner }));
}

/** @param {any} state */
function draw(state) {
  const focused = document.activeElement;
  const place = focused?.closest("[data-learner]")?.getAttribute("data-learner");
  const which = place ? [...(focused?.parentElement?.children ?? [])].indexOf(/** @type {Element} */ (focused)) : -1;
  part("children").replaceChildren(...state.pupils.map(childRow));
  if (place) { // drawing anew must not take the keyboard from who uses it
    const again = part("children").querySelector(`[data-learner="${CSS.escape(place)}"] .deeds`);
    /** @type {HTMLElement | undefined} */ (again?.children[which])?.focus();
  }
  show(part("count"), String(state.pupils.length));
  part("no-children").hidden = state.pupils.length > 0;
  show(part("no-children"), say("no_children"));
  part("robots").replaceChildren(...state.robots.map(robotState));
  part("no-robots").hidden = state.robots.length > 0;
  show(part("no-robots"), say("no_robots"));
  part("shared").replaceChildren(...state.shared.map((/** @type {any} */ one) =>
    make("li", {}, say("lesson", { n: one.lesson, title: one.title }), one.name ? ` · ${one.name} ` : " ",
      key(say("unshare"), () => order("unshare", { share: one.share })))));
  part("minutes").hidden = state.minutes_left === null || state.is_over;
  if (state.minutes_left !== null) show(part("minutes"), say("minutes_left", { n: state.minutes_left }));
  part("end").hidden = state.is_over;
  part("report").hidden = !state.is_over;
  if (state.is_over && !part("said").textContent) show(part("said"), say("over"));
}

async function end() {
  part("end").disabled = true;
  show(part("said"), say("ending"));
  const answer = await order("end", {});
  part("end").disabled = false;
  if (answer === null) return;
  const robots = answer.report.robots;
  const names = (/** @type {any[]} */ some) => some.map((one) => one.label).join(", ");
  const [bad, low] = [robots.filter((/** @type {any} */ one) => one.trouble), robots.filter((/** @type {any} */ one) => one.is_to_charge)];
  const told = [say("over")];
  if (robots.length > bad.length) told.push(say("over_robots", { n: robots.length - bad.length }));
  if (low.length) told.push(say("charge", { names: names(low) }));
  if (bad.length) told.push(say("not_put_away", { names: names(bad) }));
  show(part("said"), told.join(" "));
}

for (const one of document.querySelectorAll("[data-minutes]")) {
  one.addEventListener("click", () => order("minutes", { minutes: Number(one.getAttribute("data-minutes")) }));
}
part("end").addEventListener("click", () => asked("end-ask", end));
part("language").addEventListener("change", async (/** @type {any} */ event) => {
  const headers = { "Content-Type": "application/json" };
  await fetch("/api/lang", { method: "POST", headers, body: JSON.stringify({ lang: event.target.value }) });
  location.reload();
});
draw(data);
follow(draw);
