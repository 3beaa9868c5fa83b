// Continuous save: what is typed goes to the laptop, and until it is there it is kept and sent again.

import { NoAnswer, Refused, ask, presence } from "./server.js";

const PAUSE_MS = 700;
const LONGEST_MS = 3000;
const RETRY_MS = [1000, 2000, 4000];

/** @typedef {"saved" | "saving" | "not_saved"} State */

/** One program's way to the laptop. `base` is the version that this text was typed on. */
export class Saver {
  /** @param {number} lesson @param {{text: string, version: any}} program
   * @param {{state: (state: State) => void, conflict: (there: {text: string, version: any}) => Promise<"here" | "there">,
   *   replace: (text: string) => void}} page */
  constructor(lesson, program, page) {
    this.lesson = lesson;
    this.text = this.sent = program.text;
    this.base = program.version;
    this.page = page;
    this.timer = 0;
    this.typedAt = 0; // of the oldest letter that is not sent
    this.failures = 0;
    /** @type {Promise<void> | null} */
    this.sending = null;
    presence.addEventListener("change", () => presence.isThere && this.flush());
    addEventListener("pagehide", () => this.isDirty && this.#put(this.text, true).catch(() => {}));
    addEventListener("beforeunload", (event) => this.isDirty && !presence.isThere && event.preventDefault());
  }

  get isDirty() {
    return this.text !== this.sent;
  }

  /** A letter was typed. @param {string} text */
  typed(text) {
    this.text = text;
    if (!this.isDirty) return;
    this.page.state(presence.isThere ? "saving" : "not_saved");
    this.typedAt ||= Date.now();
    this.#later(Math.min(PAUSE_MS, Math.max(0, this.typedAt + LONGEST_MS - Date.now())));
  }

  /** Another text stands on the laptop now, and here. @param {{text: string, version: any}} program */
  adopt(program) {
    this.text = this.sent = program.text;
    this.base = program.version;
    this.page.state("saved");
  }

  /** Send now; ends when all is sent, or when it cannot be. */
  async flush() {
    clearTimeout(this.timer);
    this.sending ??= this.#sendAll().finally(() => (this.sending = null));
    await this.sending;
  }

  async #sendAll() {
    while (this.isDirty) {
      const text = this.text;
      this.typedAt = 0;
      try {
        const answer = await this.#put(text);
        this.base = answer.version;
        this.sent = text;
        this.failures = 0;
      } catch (error) {
        const isOther = error instanceof Refused && error.status === 409;
        const failed = isOther ? await this.#settle(error.answer).then(() => null, (again) => again) : error;
        if (failed !== null) return this.#failed(failed);
      }
    }
    this.page.state("saved");
  }

  /** @param {any} error */
  #failed(error) {
    this.page.state("not_saved");
    if (error instanceof Refused && error.status === 401) return location.assign("/"); // the class is another one
    if (!(error instanceof NoAnswer || error instanceof Refused)) throw error;
    this.#later(RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]);
  }

  /** The same child typed at another computer: both texts are kept as versions, the chosen one goes on.
   * @param {{text: string, version: any}} there */
  async #settle(there) {
    this.base = there.version;
    if (there.text === this.text) return void (this.sent = there.text);
    const mine = this.text;
    if ((await this.page.conflict(there)) === "here") return; // typed on the other's version, it is sent by the loop
    const kept = await this.#put(mine);
    this.base = kept.version;
    this.sent = mine;
    this.text = there.text;
    this.page.replace(there.text);
  }

  /** @param {string} text @param {boolean} [outlives] */
  #put(text, outlives = false) {
    return ask("PUT", `/api/lessons/${this.lesson}/program`, { text, base: this.base }, outlives);
  }

  /** @param {number} wait_ms */
  #later(wait_ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait_ms);
  }
}
