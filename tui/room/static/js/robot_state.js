// One robot as the mentor and the wall see it: free, busy, low, away; said in words and with a sign.

import { icon, make, say } from "./words.js";

const MV_PER_V = 1000;

/** @param {any} robot @returns {HTMLElement} */
export function robotState(robot) {
  const [kind, sign, words] = doing(robot);
  const row = make("li", { class: `robot-row ${kind}` }, make("strong", {}, robot.label || robot.name), make("span", {}, icon(sign), words));
  if (robot.battery_mv) {
    const volts = (robot.battery_mv / MV_PER_V).toFixed(1);
    row.append(make("span", { class: robot.is_battery_low ? "low" : "small" }, say(robot.is_battery_low ? "robot_low" : "robot_charged", { volts })));
  }
  if (robot.waiting.length) row.append(make("span", { class: "small" }, say("robot_waiting", { names: robot.waiting.join(", ") })));
  return row;
}

/** @param {any} robot */
function doing(robot) {
  if (!robot.is_there) return ["is-away", "warning", say("robot_away")];
  if (robot.sending) return ["is-busy", "dots", say("robot_sending", { name: robot.sending })];
  if (robot.trouble) return ["is-away", "warning", say("robot_trouble")];
  return ["is-fine", "check", robot.child ? `${say("robot_free")} · ${say("robot_last", { name: robot.child })}` : say("robot_free")];
}
