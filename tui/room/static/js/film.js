// A try as a film: moments are streamed faster than they were lived, kept here, and shown at the robot's own speed.

/** @typedef {{t_ms: number, x_mm: number, y_mm: number, heading_deg: number, line: [number, number, number],
 *   distance_mm: number | null, light: number, tone_hz: number}} Moment */

/** One try: what was streamed of it. */
export class Film {
  /** @param {number} number from 1 @param {string} run */
  constructor(number, run) {
    this.number = number;
    this.run = run;
    /** @type {Moment[]} */
    this.moments = [];
    /** @type {{t_ms: number, text: string}[]} */
    this.printed = [];
    this.isBounded = false;
    this.isWhole = false;
    /** @type {boolean | null} */
    this.isGood = null;
    /** @type {[number, number, number, number][]} left, bottom, right, top in mm of what stands on the mat in this try */
    this.blocks = [];
    this.edges = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  }

  /** More of the try has come. @param {any[][]} frames @param {[number, string][]} printed @param {boolean} isBounded */
  add(frames, printed, isBounded) {
    for (const [t_ms, x_mm, y_mm, heading_deg, left, middle, right, distance_mm, light, tone_hz] of frames) {
      this.moments.push({ t_ms, x_mm, y_mm, heading_deg, line: [left, middle, right], distance_mm, light, tone_hz });
      const edges = this.edges;
      edges.left = Math.min(edges.left, x_mm);
      edges.right = Math.max(edges.right, x_mm);
      edges.bottom = Math.min(edges.bottom, y_mm);
      edges.top = Math.max(edges.top, y_mm);
    }
    for (const [t_ms, text] of printed) this.printed.push({ t_ms, text });
    this.isBounded ||= isBounded;
  }

  get end_ms() {
    return this.moments.length ? this.moments[this.moments.length - 1].t_ms : 0;
  }

  /** The last moment that is not after `t_ms`, by its place in the list; -1 before the first. @param {number} t_ms */
  indexAt(t_ms) {
    let low = 0;
    let high = this.moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.moments[middle].t_ms <= t_ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Where the robot is at `t_ms`, between two moments too. @param {number} t_ms @returns {Moment | null} */
  at(t_ms) {
    if (!this.moments.length) return null;
    const index = Math.max(0, this.indexAt(t_ms));
    const before = this.moments[index];
    const after = this.moments[index + 1];
    if (after === undefined || t_ms <= before.t_ms) return before;
    const share = (t_ms - before.t_ms) / (after.t_ms - before.t_ms);
    const turned = ((after.heading_deg - before.heading_deg + 540) % 360) - 180; // the short way round
    return {
      ...before,
      x_mm: before.x_mm + share * (after.x_mm - before.x_mm),
      y_mm: before.y_mm + share * (after.y_mm - before.y_mm),
      heading_deg: before.heading_deg + share * turned,
    };
  }
}

/** The playhead: it runs at true speed (or faster) and never past what has come. */
export class Projector {
  constructor() {
    /** @type {Film | null} */
    this.film = null;
    this.at_ms = 0;
    this.speed = 1;
    this.isPlaying = false;
  }

  /** Show a film from its first moment. @param {Film} film */
  begin(film) {
    this.film = film;
    this.at_ms = film.moments.length ? film.moments[0].t_ms : 0;
    this.isPlaying = true;
  }

  /** So much time went by in the room. @param {number} passed_ms @returns {boolean} whether the film is over by this */
  tick(passed_ms) {
    const film = this.film;
    if (film === null || !this.isPlaying) return false;
    this.at_ms = Math.min(this.at_ms + passed_ms * this.speed, film.end_ms);
    if (!film.isWhole || this.at_ms < film.end_ms) return false;
    this.isPlaying = false;
    return true;
  }
}
