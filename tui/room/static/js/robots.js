// "To robot 7": which robot, the line before it, and how far the program is on its way.

import { sayRefused } from "./head.js";
import { ask, askUntilHeard } from "./server.js";
import { make, part, ruby, say, show } from "./words.js";

const LOOKS = 20;
const LOOK_MS = 1000;

/** @typedef {{id: string, name: string, sticker: number | null, line: number, free: boolean}} Robot */

export class RobotLine {
  /** @param {Robot[]} robots @param {() => {lesson: number, text: string}} program @param {() => Promise<void>} save */
  constructor(robots, program, save) {
    this.robots = robots;
    this.program = program;
    this.save = save;
    /** The robot that is waited for, until it is said how that went. @type {Robot | null} */
    this.wish = null;
    part("to-robot").addEventListener("click", () => this.#open());
  }

  async #open() {
    await ask("GET", "/api/robots").then((answer) => (this.robots = answer.robots), () => {}); // else those known so far
    part("robots").replaceChildren(...this.robots.map((one) => make("li", {}, this.#key(one))));
    part("no-robots").hidden = this.robots.length > 0;
    part("robot-dialog").showModal();
  }

  /** @param {Robot} robot */
  #key(robot) {
    const state = robot.free ? say("robot_free") : say("robot_line", { n: robot.line });
    const sticker = make("span", { class: "sticker", "aria-hidden": "true" }, String(robot.sticker ?? "?"));
    const key = make("button", { type: "button", class: "robot" }, sticker, make("span", { class: "robot-name" }, robot.name));
    key.append(make("span", { class: "state" }, state));
    key.setAttribute("aria-label", `${this.#called(robot)}: ${state}`);
    key.addEventListener("click", () => this.#send(robot));
    return key;
  }

  /** @param {Robot} robot */
  #called(robot) {
    return robot.sticker ? `${say("robot_n", { n: robot.sticker })} (${robot.name})` : robot.name;
  }

  /** @param {Robot} robot */
  async #send(robot) {
    part("robot-dialog").close();
    this.wish = robot;
    try {
      await this.save();
      const answer = await askUntilHeard("POST", "/api/robot", { robot: robot.id, ...this.program() });
      if (answer.place !== undefined) this.heard({ robot: robot.id, step: "waiting", ...answer });
    } catch (error) {
      this.wish = null;
      part("robot-state").hidden = false;
      part("robot-state").className = "robot-state is-failed";
      part("robot-words").removeAttribute("data-said");
      sayRefused(part("robot-words"), error);
    }
  }

  /** The laptop was switched on anew and knows of no line: who waited asks again, once the robot is seen there. */
  async askAgain() {
    for (let look = 0; this.wish !== null && look < LOOKS; look += 1) {
      const wish = this.wish;
      const { robots } = await ask("GET", "/api/robots").catch(() => ({ robots: [] }));
      if (robots.some((/** @type {Robot} */ one) => one.id === wish.id)) return this.#send(wish);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (this.wish !== null) this.heard({ robot: this.wish.id, step: "failed" });
  }

  /** @param {{robot: string, step: string, done?: number, total?: number, words?: string, place?: number}} said */
  heard(said) {
    const robot = this.robots.find((one) => one.id === said.robot);
    const name = robot ? this.#called(robot) : said.robot;
    const isWaiting = said.step === "waiting" && (said.place ?? 0) > 0;
    const isEnd = said.step === "done" || said.step === "failed";
    if (isEnd) this.wish = null;
    part("robot-state").hidden = false;
    part("robot-state").className = `robot-state is-${said.step}`;
    show(part("robot-words"), say(isWaiting ? "robot_waiting" : isEnd ? `robot_${said.step}` : "robot_sending", { name, n: said.place ?? 0 }));
    part("robot-more").replaceChildren(...ruby(said.words ?? ""));
    part("robot-bar").hidden = isEnd || isWaiting;
    if (said.total) {
      part("robot-bar").max = said.total;
      part("robot-bar").value = said.done ?? 0;
    } else part("robot-bar").removeAttribute("value");
    part("robot-bar").setAttribute("aria-label", say("robot_sending", { name }));
  }
}
