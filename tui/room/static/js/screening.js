// The film of a run: its tries, the playhead's keys, the figures beside the field and what was printed.

import { Field } from "./field.js";
import { Film, Projector } from "./film.js";
import { Sound } from "./sound.js";
import { icon, make, part, say, show } from "./words.js";

const FIGURES_MS = 100;
const FAST = 4;
const PRINTED_MAX = 500;
const PICTURE_MS = 30; // the laptop sends 25 a second: drawing more often only makes a small computer warm

export class Screening {
  /** @param {{over: (film: Film) => void}} page */
  constructor(page) {
    this.page = page;
    this.isAwake = false;
    this.drawn_ms = -1;
    this.field = new Field(part("field"), () => this.#wake());
    this.projector = new Projector();
    this.sound = new Sound();
    /** @type {Film[]} */
    this.films = [];
    this.tries = 0;
    this.shown = { printed: 0, figuresAt: 0 };
    this.lastAt = 0;
    this.title = "";
    part("again").addEventListener("click", () => this.projector.film && this.play(this.projector.film));
    this.#toggle("faster", (isOn) => (this.projector.speed = isOn ? FAST : 1));
    this.#toggle("sound", (isOn) => this.sound.turn(isOn));
    this.#toggle("whole", (isOn) => {
      this.field.isWhole = isOn;
      this.field.redraw();
    });
    this.#wake();
  }

  /** Pictures are drawn while there is something to see; a page at rest does nothing. */
  #wake() {
    if (this.isAwake) return;
    this.isAwake = true;
    requestAnimationFrame((at) => this.#picture(at));
  }

  /** @param {string} id @param {(isOn: boolean) => void} set */
  #toggle(id, set) {
    const button = part(id);
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isOn));
      set(isOn);
    });
  }

  /** @param {{svg: string, width_mm: number, height_mm: number, title: string}} field */
  lay(field) {
    this.title = field.title;
    return this.field.lay(field).catch(() => {}); // no network just now: the robot is drawn on a bare floor
  }

  /** A new run: the films before it go. */
  clear() {
    this.films = [];
    this.projector.film = null;
    this.projector.isPlaying = false;
    this.field.redraw();
    this.#rewindPrinted();
    this.#showTries();
    this.#keys();
  }

  /** The film of a try, begun when it is not there yet. @param {string} run @param {number} number @returns {Film} */
  film(run, number) {
    let film = this.films.find((one) => one.number === number);
    if (film !== undefined) return film;
    film = new Film(number, run);
    this.films.push(film);
    this.#showTries();
    if (this.films.length === 1) this.play(film);
    return film;
  }

  /** @param {Film} film */
  play(film) {
    this.projector.begin(film);
    this.lastAt = performance.now();
    this.drawn_ms = -1;
    this.#wake();
    this.#rewindPrinted();
    this.#showTries();
    this.#keys();
  }

  /** How many tries went well, and which did not. @param {boolean} isPassed @param {number} last number of the last try */
  judged(isPassed, last) {
    for (const film of this.films) {
      film.isWhole = true;
      film.isGood = isPassed || film.number < last;
    }
    const missed = this.films.find((film) => film.isGood === false);
    if (missed !== undefined && missed !== this.projector.film) this.play(missed);
    this.#showTries();
  }

  /** One picture. @param {number} at_ms the page's clock */
  #picture(at_ms) {
    const { film, isPlaying } = this.projector;
    this.isAwake = isPlaying || this.field.needsDrawing;
    if (this.isAwake) requestAnimationFrame((next) => this.#picture(next));
    if (at_ms - this.lastAt < PICTURE_MS && !this.field.needsDrawing) return;
    const passed_ms = Math.min(Math.max(0, at_ms - this.lastAt), 250); // a page that was hidden goes on where it was
    this.lastAt = at_ms;
    if (film !== null && isPlaying && film.moments.length) {
      if (this.projector.at_ms === 0) this.projector.at_ms = film.moments[0].t_ms;
      const isOver = this.projector.tick(passed_ms);
      if (this.projector.at_ms !== this.drawn_ms || this.field.needsDrawing) this.field.draw(film, this.projector.at_ms);
      this.drawn_ms = this.projector.at_ms;
      part("field").dataset.atMs = String(Math.round(this.projector.at_ms));
      this.#beside(at_ms, isOver);
      if (isOver) this.page.over(film);
    } else if (this.field.needsDrawing) this.field.draw(film, this.projector.at_ms);
  }

  /** @param {number} at_ms @param {boolean} isOver */
  #beside(at_ms, isOver) {
    const film = /** @type {Film} */ (this.projector.film);
    const now = film.at(this.projector.at_ms);
    if (now === null) return;
    this.sound.sing(isOver ? 0 : now.tone_hz);
    this.#print(film, isOver);
    if (at_ms - this.shown.figuresAt < FIGURES_MS && !isOver) return;
    this.shown.figuresAt = at_ms;
    this.#figures(now);
    if (isOver) this.#keys();
  }

  /** @param {import("./film.js").Moment} now */
  #figures(now) {
    const n = (now.t_ms / 1000).toFixed(1);
    show(part("time"), say("seconds", { n }));
    ["left", "middle", "right"].forEach((side, index) => {
      const percent = Math.round(now.line[index]);
      part(`line-${side}`).textContent = String(percent);
      part(`bar-${side}`).value = percent;
    });
    const distance = now.distance_mm;
    show(part("distance"), distance === null ? say("no_echo") : say("centimetres", { n: Math.round(distance / 10) }));
    show(part("light"), say(now.light ? "on" : "off"));
    part("light").classList.toggle("is-on", Boolean(now.light));
    show(part("tone"), now.tone_hz ? say("hertz", { n: Math.round(now.tone_hz) }) : say("off"));
    part("tone").classList.toggle("is-on", Boolean(now.tone_hz));
    const place = { field: this.title, n, x: Math.round(now.x_mm / 10), y: Math.round(now.y_mm / 10) };
    part("field").setAttribute("aria-label", say("field_told", place));
  }

  /** What was printed up to now. @param {Film} film @param {boolean} isOver */
  #print(film, isOver) {
    const list = part("printed");
    let added = false;
    while (this.shown.printed < film.printed.length) {
      const line = film.printed[this.shown.printed];
      if (line.t_ms > this.projector.at_ms && !isOver) break;
      this.shown.printed += 1;
      if (list.childElementCount < PRINTED_MAX) list.append(make("li", {}, line.text || "\u00a0"));
      added = true;
    }
    part("printed-nothing").hidden = this.shown.printed > 0;
    part("printed-more").hidden = !(isOver && (film.isBounded || film.printed.length > PRINTED_MAX));
    if (added) list.scrollTop = list.scrollHeight;
  }

  #rewindPrinted() {
    this.shown.printed = 0;
    part("printed").replaceChildren();
    part("printed-nothing").hidden = false;
    part("printed-more").hidden = true;
  }

  /** Only keys that do something now. */
  #keys() {
    part("again").disabled = this.projector.film === null;
  }

  #showTries() {
    const row = part("tries");
    row.hidden = this.films.length < 2;
    row.replaceChildren(...this.films.map((film) => this.#tryKey(film)));
  }

  /** @param {Film} film */
  #tryKey(film) {
    const words = say("try_n", { n: film.number, total: Math.max(this.tries, film.number) });
    const judged = film.isGood === null ? "" : `: ${say(film.isGood ? "well_done" : "not_yet")}`;
    const key = make("button", { type: "button", class: "try", "aria-label": words + judged }, String(film.number));
    key.setAttribute("aria-pressed", String(film === this.projector.film));
    if (film.isGood !== null) key.append(icon(film.isGood ? "check" : "cross"));
    key.addEventListener("click", () => {
      this.play(film);
      /** @type {HTMLElement | null} */ (part("tries").children[this.films.indexOf(film)])?.focus();
    });
    return key;
  }
}
