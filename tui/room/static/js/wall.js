// The wall: how to come in, the time, the robots' lines, and the programs that the mentor shares, as text.

import { follow } from "./live_state.js";
import { robotState } from "./robot_state.js";
import { data, make, part, say, show } from "./words.js";

/** @param {any} state */
function draw(state) {
  part("minutes").hidden = state.minutes_left === null || state.is_over;
  if (state.minutes_left !== null) show(part("minutes"), say("minutes_left", { n: state.minutes_left }));
  part("over").hidden = !state.is_over;
  if (state.is_over) show(part("over"), say("over"));
  part("robots-part").hidden = state.robots.length === 0;
  part("robots").replaceChildren(...state.robots.map(robotState));
  part("shared").replaceChildren(...state.shared.map(program));
}

/** @param {{name: string | null, lesson: number, title: string, text: string}} one */
function program(one) {
  const head = say("lesson", { n: one.lesson, title: one.title }) + (one.name ? ` · ${one.name}` : "");
  return make("article", { class: "card" }, make("h2", {}, head), make("pre", { lang: "en", tabindex: "0" }, one.text));
}

draw(data);
follow(draw);
