// The field on a canvas: the mat's own SVG, the robot's way, the robot with what it sees, shines and sings.
// The mat's frame is mm, x to the right and y UP from its lower left corner; headings are counter-clockwise.

const BODY = { front: 100, back: 80, half: 80 }; // mm from the axle, as firmware.virtual.physics has them
const SENSORS = { ahead: 60, aside: [12, 0, -12] }; // left, middle, right, as firmware.virtual.robot_on_field has them
const MARGIN_MM = 220;
const WIDTH_MM_MIN = 1100;
const STEP_MM = 100; // the frame grows in steps, so that the picture does not swim
const MAT_PIXELS_MAX = 3000;
const BLUE = "#1f5f99";
const LIGHT = "#f2b705";

/** What is seen of the field. */
export class Field {
  /** @param {HTMLCanvasElement} canvas @param {() => void} changed it needs drawing */
  constructor(canvas, changed) {
    this.changed = changed;
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.size = { width_mm: 2700, height_mm: 1700 };
    /** @type {HTMLCanvasElement | null} */
    this.mat = null;
    this.svg = "";
    this.isWhole = false;
    this.needsDrawing = true;
    new ResizeObserver(() => this.#fit()).observe(canvas);
    this.#fit();
  }

  /** It is to be drawn anew. */
  redraw() {
    this.needsDrawing = true;
    this.changed();
  }

  /** Lay a mat out. @param {{svg: string, width_mm: number, height_mm: number}} field */
  async lay(field) {
    if (field.svg === this.svg) return;
    this.svg = field.svg;
    this.size = { width_mm: field.width_mm, height_mm: field.height_mm };
    const picture = new Image();
    picture.src = field.svg;
    await picture.decode();
    if (field.svg !== this.svg) return; // another one was laid out meanwhile
    const scale = Math.min(2, MAT_PIXELS_MAX / field.width_mm);
    const mat = document.createElement("canvas"); // drawn once: an SVG anew in each picture is too slow for a small computer
    mat.width = Math.round(field.width_mm * scale);
    mat.height = Math.round(field.height_mm * scale);
    mat.getContext("2d")?.drawImage(picture, 0, 0, mat.width, mat.height);
    this.mat = mat;
    this.redraw();
  }

  #fit() {
    const ratio = devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.canvas;
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    if (width === 0 || (width === this.canvas.width && height === this.canvas.height)) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.redraw();
  }

  /** Draw a film at a moment; without a film the empty mat. @param {import("./film.js").Film | null} film @param {number} at_ms */
  draw(film, at_ms) {
    const pen = this.pen;
    this.needsDrawing = false;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = "#e4e4e0";
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const scale = this.#aim(film);
    if (this.mat !== null) {
      pen.save();
      pen.scale(1, -1);
      pen.drawImage(this.mat, 0, -this.size.height_mm, this.size.width_mm, this.size.height_mm);
      pen.restore();
    }
    const now = film?.at(at_ms);
    if (film && now) {
      this.#blocks(film);
      this.#way(film, at_ms, now, scale);
      this.#robot(now, scale);
    }
  }

  /** Set the pen to mm. @param {import("./film.js").Film | null} film @returns {number} pixels a mm */
  #aim(film) {
    const { width_mm, height_mm } = this.size;
    let frame = { left: 0, right: width_mm, bottom: 0, top: height_mm };
    if (film?.moments.length && !this.isWhole) frame = this.#around(film.edges);
    const { width, height } = this.canvas;
    const scale = Math.min(width / (frame.right - frame.left), height / (frame.top - frame.bottom));
    const shift = {
      x: (width - (frame.right + frame.left) * scale) / 2,
      y: (height + (frame.top + frame.bottom) * scale) / 2,
    };
    this.pen.setTransform(scale, 0, 0, -scale, shift.x, shift.y);
    return scale;
  }

  /** The part of the mat around a way. @param {{left: number, right: number, bottom: number, top: number}} edges */
  #around(edges) {
    const { width_mm, height_mm } = this.size;
    const shape = this.canvas.height / Math.max(1, this.canvas.width);
    const grown = (/** @type {number} */ mm) => Math.ceil(mm / STEP_MM) * STEP_MM;
    const across = grown(Math.max(WIDTH_MM_MIN, edges.right - edges.left + 2 * MARGIN_MM));
    const upward = grown(Math.max(WIDTH_MM_MIN * shape, edges.top - edges.bottom + 2 * MARGIN_MM));
    const width = Math.min(width_mm, Math.max(across, upward / shape));
    const height = Math.min(height_mm, Math.max(upward, across * shape));
    const left = Math.min(Math.max((edges.left + edges.right - width) / 2, 0), width_mm - width);
    const bottom = Math.min(Math.max((edges.bottom + edges.top - height) / 2, 0), height_mm - height);
    return { left, right: left + width, bottom, top: bottom + height };
  }

  /** What stands on the mat. @param {import("./film.js").Film} film */
  #blocks(film) {
    const pen = this.pen;
    pen.fillStyle = "#b98a4a";
    pen.strokeStyle = "#5d4219";
    pen.lineWidth = 5;
    for (const [left, bottom, right, top] of film.blocks) {
      pen.fillRect(left, bottom, right - left, top - bottom);
      pen.strokeRect(left, bottom, right - left, top - bottom);
    }
  }

  /** @param {import("./film.js").Film} film @param {number} at_ms @param {import("./film.js").Moment} now @param {number} scale */
  #way(film, at_ms, now, scale) {
    const pen = this.pen;
    pen.beginPath();
    const last = film.indexAt(at_ms);
    for (let index = 0; index <= last; index++) pen.lineTo(film.moments[index].x_mm, film.moments[index].y_mm);
    pen.lineTo(now.x_mm, now.y_mm);
    pen.lineJoin = pen.lineCap = "round";
    for (const [colour, pixels] of [["#ffffff", 6], [BLUE, 3]]) { // white below: seen on a black line too
      pen.strokeStyle = /** @type {string} */ (colour);
      pen.lineWidth = (/** @type {number} */ (pixels) * (devicePixelRatio || 1)) / scale;
      pen.stroke();
    }
    const start = film.moments[0];
    pen.beginPath();
    pen.arc(start.x_mm, start.y_mm, 14, 0, 2 * Math.PI);
    pen.fillStyle = "#ffffff";
    pen.fill();
    pen.stroke();
  }

  /** @param {import("./film.js").Moment} now @param {number} scale */
  #robot(now, scale) {
    const pen = this.pen;
    pen.save();
    pen.translate(now.x_mm, now.y_mm);
    pen.rotate((now.heading_deg * Math.PI) / 180);
    if (now.distance_mm !== null) this.#echo(now.distance_mm, scale);
    this.#body();
    this.#eyes(now.line);
    if (now.light) this.#shine();
    pen.restore();
    if (now.tone_hz) this.#note(now);
  }

  #body() {
    const pen = this.pen;
    pen.lineWidth = 5;
    pen.strokeStyle = "#ffffff";
    pen.fillStyle = BLUE;
    pen.beginPath();
    pen.roundRect(-BODY.back, -BODY.half, BODY.back + BODY.front, 2 * BODY.half, 22);
    pen.fill();
    pen.stroke();
    pen.fillStyle = "#222222";
    for (const side of [-1, 1]) pen.fillRect(-30, side * BODY.half - 10, 60, 20);
    pen.fillStyle = "#ffffff";
    pen.beginPath();
    pen.moveTo(BODY.front - 8, 0);
    pen.lineTo(20, 42);
    pen.lineTo(20, -42);
    pen.fill();
  }

  /** Each line sensor as a dot, as dark as what it sees. @param {[number, number, number]} line percent black */
  #eyes(line) {
    const pen = this.pen;
    line.forEach((percent, index) => {
      const grey = Math.round(255 * (1 - Math.min(100, Math.max(0, percent)) / 100));
      pen.beginPath();
      pen.arc(SENSORS.ahead, SENSORS.aside[index], 6, 0, 2 * Math.PI);
      pen.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      pen.fill();
      pen.lineWidth = 1.5;
      pen.strokeStyle = BLUE;
      pen.stroke();
    });
  }

  #shine() {
    const pen = this.pen;
    pen.fillStyle = LIGHT;
    pen.strokeStyle = LIGHT;
    pen.lineWidth = 8;
    pen.beginPath();
    pen.arc(-38, 0, 24, 0, 2 * Math.PI);
    pen.fill();
    pen.beginPath();
    for (let ray = 0; ray < 8; ray++) { // rays: a light that is seen without its colour
      const [cos, sin] = [Math.cos((ray * Math.PI) / 4), Math.sin((ray * Math.PI) / 4)];
      pen.moveTo(-38 + 30 * cos, 30 * sin);
      pen.lineTo(-38 + 44 * cos, 44 * sin);
    }
    pen.stroke();
  }

  /** @param {number} distance_mm @param {number} scale */
  #echo(distance_mm, scale) {
    const pen = this.pen;
    pen.strokeStyle = "#b00020";
    pen.lineWidth = (2 * (devicePixelRatio || 1)) / scale;
    pen.setLineDash([18, 14]);
    pen.beginPath();
    pen.moveTo(BODY.front, 0);
    pen.lineTo(BODY.front + distance_mm, 0);
    pen.stroke();
    pen.setLineDash([]);
  }

  /** The buzzer's tone beside the robot. @param {import("./film.js").Moment} now */
  #note(now) {
    const pen = this.pen;
    pen.save();
    pen.translate(now.x_mm, now.y_mm + BODY.front + 50);
    pen.scale(1, -1);
    pen.font = "bold 64px sans-serif";
    pen.textAlign = "center";
    pen.lineWidth = 14;
    pen.lineJoin = "round";
    pen.strokeStyle = "#ffffff";
    const text = `♪ ${now.tone_hz}`;
    pen.strokeText(text, 0, 0);
    pen.fillStyle = "#6d2a8a";
    pen.fillText(text, 0, 0);
    pen.restore();
  }
}
