// Hints, one after the other, and a hand that is raised.

import { sayRefused } from "./head.js";
import { NoAnswer, ask, askUntilHeard, presence } from "./server.js";
import { make, part, ruby, say, show } from "./words.js";

export class Hints {
  /** @param {{number: number, hints: string[], hints_left: number, asks?: boolean}} lesson */
  constructor(lesson) {
    this.number = lesson.number;
    this.left = lesson.hints_left;
    this.count = 0;
    for (const hint of lesson.hints) this.#add(hint);
    this.#showLeft();
    part("hint").addEventListener("click", () => this.#next());
    this.isAsking = Boolean(lesson.asks);
    this.#showAsking();
    part("help").addEventListener("click", () => this.#ask());
    addEventListener("helped", () => {
      this.isAsking = false;
      this.#showAsking();
    });
  }

  async #next() {
    try {
      part("hint").disabled = true; // one press, one hint
      const row = await this.#nextHint();
      this.left = Math.max(0, this.left - 1);
      row.focus();
    } catch (error) {
      sayRefused(part("said"), error);
    }
    this.#showLeft();
  }

  /** A press is not lost with the Wi-Fi; nor is a hint whose answer was. @returns {Promise<HTMLElement>} */
  async #nextHint() {
    try {
      return this.#add((await ask("POST", "/api/hints", { lesson: this.number })).hint);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      await presence.back();
      const { hints } = await askUntilHeard("GET", `/api/lessons/${this.number}`);
      return hints.length > this.count ? this.#add(hints[this.count]) : this.#nextHint();
    }
  }

  /** @param {string} hint @returns {HTMLElement} */
  #add(hint) {
    this.count += 1;
    const head = make("strong", {}, say("hint_n", { n: this.count }));
    const row = make("li", { tabindex: "-1" }, head, " ", ...ruby(hint));
    part("hints").append(row);
    part("hints").hidden = false;
    return row;
  }

  #showLeft() {
    part("hint").disabled = this.left === 0;
    show(part("hints-left"), this.left ? say("hints_left", { n: this.left }) : say("no_hints"));
  }

  async #ask() {
    try {
      await askUntilHeard("POST", "/api/help", { asks: !this.isAsking });
      this.isAsking = !this.isAsking;
    } catch (error) {
      sayRefused(part("said"), error);
    }
    this.#showAsking();
  }

  #showAsking() {
    part("help").setAttribute("aria-pressed", String(this.isAsking));
    part("help-asked").hidden = !this.isAsking;
  }
}
