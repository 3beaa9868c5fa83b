// One lesson: its text, the child's program, the run of it on the field, and what the laptop says of it.

import { Editor } from "./editor.js";
import { attend, head, heardMentor, sayRefused } from "./head.js";
import { Hints } from "./hints.js";
import { RobotLine } from "./robots.js";
import { Saver } from "./saver.js";
import { Screening } from "./screening.js";
import { NoAnswer, Refused, ask, presence } from "./server.js";
import { bare, data, icon, make, part, ruby, say, show } from "./words.js";

const lesson = data.lesson;
/** The run that is looked at: what comes of an older one is not shown. */
const run = { id: /** @type {string | null} */ (null), isOn: false, left: new Set(), orders: 0 };

const saver = new Saver(lesson.number, lesson.program, { state: showState, conflict, replace: (text) => editor.replace(text) });
const editor = new Editor(part("editor"), lesson.program.text, {
  label: say("your_program"),
  describedBy: "editor-help",
  wide: say("full_width"),
  typed: (text) => saver.typed(text),
  run: () => press(),
});
const screening = new Screening({ over: (film) => show(part("said"), say("stands", { n: (film.end_ms / 1000).toFixed(1) })) });
const robots = new RobotLine(data.robots ?? [], () => ({ lesson: lesson.number, text: editor.text }), () => saver.flush());
new Hints(lesson);

head();
attend({ queued, here, began, frames, try_over, verdict, broke, saved, robot: (said) => robots.heard(said) });
screening.lay(lesson.field);
showState("saved");
part("run").addEventListener("click", press);
part("begin-again").addEventListener("click", beginAgain);
addEventListener("class-over", () => editor.lock());
addEventListener("leaving", () => saver.flush());
heardMentor(data.mentor);
if (data.run) beginRun(data.run); // it waits or drives since before this page was opened: what is known of it comes anew

// -- the program -------------------------------------------------------------------------------------------------

/** @param {import("./saver.js").State} state */
function showState(state) {
  const place = part("save-state");
  place.className = `save-state is-${state}`;
  place.replaceChildren(icon(state === "saved" ? "check" : state === "saving" ? "dots" : "warning"), say(state));
}

/** Another machine of the same child saved: both are shown, and the child chooses.
 * @param {{text: string}} there @returns {Promise<"here" | "there">} */
function conflict(there) {
  const dialog = /** @type {HTMLDialogElement} */ (part("conflict"));
  part("conflict-here").textContent = editor.text;
  part("conflict-there").textContent = there.text;
  dialog.returnValue = "here"; // [Esc] changes nothing on this screen
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "there" ? "there" : "here"), { once: true });
  });
}

/** The same child saves at another machine: here nothing is typed, so the newer text is taken over.
 * @param {{lesson: number, version: any}} said */
async function saved(said) {
  if (said.lesson !== lesson.number || said.version === saver.base || saver.isDirty || saver.sending) return;
  const newer = (await ask("GET", `/api/lessons/${lesson.number}`)).program;
  if (saver.isDirty || saver.sending || newer.version === saver.base) return;
  editor.replace(newer.text);
  saver.adopt(newer);
}

async function beginAgain() {
  const dialog = /** @type {HTMLDialogElement} */ (part("begin-ask"));
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    try {
      await saver.flush();
      await ask("POST", "/api/begin_again", { lesson: lesson.number });
      const { program } = await ask("GET", `/api/lessons/${lesson.number}`);
      editor.mark(null);
      editor.replace(program.text);
      saver.adopt(program);
    } catch (error) {
      sayRefused(part("said"), error);
    }
  }, { once: true });
}

// -- the run -----------------------------------------------------------------------------------------------------

async function press() {
  if (run.isOn) return stop();
  performance.mark("run-pressed");
  beginRun(null);
  await order();
}

/** Ask for the run, and again when there was no connection, until it is asked for or nobody wants it. */
async function order() {
  const mine = (run.orders += 1);
  while (run.isOn && run.orders === mine) {
    show(part("said"), say("reading"));
    try {
      await saver.flush();
      return queued(await start());
    } catch (error) {
      if (!run.isOn || run.orders !== mine) return;
      if (error instanceof NoAnswer) {
        show(part("said"), say("lost"));
        await presence.back();
        continue;
      }
      endRun();
      part("said").removeAttribute("data-said");
      sayRefused(part("said"), error);
      if (!(error instanceof Refused)) throw error;
      return;
    }
  }
}

/** @returns {Promise<{run: string, place: number}>} */
async function start() {
  const post = () => ask("POST", "/api/runs", { lesson: lesson.number, text: editor.text, base: saver.base });
  try {
    return await post();
  } catch (error) {
    if (!(error instanceof Refused && error.status === 409 && "text" in error.answer)) throw error;
    saver.sent = ""; // somebody saved in between: the saver asks the child which text it is to be
    await saver.flush();
    return await post();
  }
}

async function stop() {
  const id = run.id;
  endRun();
  show(part("said"), "");
  if (id !== null) await ask("POST", `/api/runs/${encodeURIComponent(id)}/stop`, {}).catch((error) => sayRefused(part("said"), error));
}

/** @param {string | null} id */
function beginRun(id) {
  if (run.id !== null) run.left.add(run.id);
  run.id = id;
  run.isOn = true;
  editor.mark(null);
  screening.clear();
  part("verdict").hidden = true;
  show(part("told"), "");
  part("hint").classList.remove("is-offered");
  showRunKey();
  if (matchMedia("(max-width: 899px)").matches) part("stage").scrollIntoView({ block: "start", behavior: calm() });
}

function endRun() {
  if (run.id !== null) run.left.add(run.id);
  run.isOn = false;
  showRunKey();
}

function showRunKey() {
  part("run").replaceChildren(icon(run.isOn ? "stop" : "run"), make("span", {}, say(run.isOn ? "stop" : "run")));
  part("run").classList.toggle("is-on", run.isOn);
}

/** @returns {"auto" | "smooth"} */
function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

/** Whether an event is of the run that is looked at. @param {{run: string}} said */
function isOurs(said) {
  if (run.left.has(said.run)) return false;
  if (run.id === null && run.isOn) run.id = said.run; // its event was quicker than the answer
  return run.id === said.run;
}

/** @param {{run: string, place: number}} said */
function queued(said) {
  if (!isOurs(said)) {
    if (run.isOn && !run.left.has(said.run)) lost(); // the same child pressed Run at another machine
    return;
  }
  if (run.isOn && !screening.films.length && said.place > 0) show(part("said"), say("queued", { n: said.place }));
}

/** The connection is there again, and this is the run that the laptop knows of. @param {{run: string | null, robot?: boolean}} said */
function here(said) {
  if (said.robot === false) robots.askAgain();
  if (!run.isOn || run.id === null || said.run === run.id) return;
  if (said.run !== null) return lost();
  beginRun(null); // its answer was lost with the laptop or on the way: the program is tried once more
  order();
}

function lost() {
  endRun();
  show(part("said"), say("run_lost"));
}

/** @param {{run: string, try: number, tries: number, field: {blocks: [number, number, number, number][]}}} said */
function began(said) {
  if (!isOurs(said)) return;
  if (said.try <= screening.films.length) screening.clear(); // the laptop was switched on anew, and so is the run
  screening.tries = said.tries;
  screening.film(said.run, said.try).blocks = said.field.blocks;
  show(part("said"), say("drives", { n: said.try, total: said.tries }));
}

/** @param {{run: string, try: number, frames: any[][], printed: [number, string][], bounded?: boolean}} said */
function frames(said) {
  if (!isOurs(said)) return;
  if (said.frames.length) performance.mark("frames-came");
  screening.film(said.run, said.try).add(said.frames, said.printed ?? [], Boolean(said.bounded));
}

/** @param {{run: string, try: number}} said */
function try_over(said) {
  if (isOurs(said)) screening.film(said.run, said.try).isWhole = true;
}

/** @param {{run: string, passed: boolean, words: string, line: number | null, hint_no: number | null, next: number | null,
 *   tries: number}} said */
function verdict(said) {
  if (!isOurs(said)) return;
  endRun();
  screening.judged(said.passed, screening.films.length);
  show(part("said"), "");
  showVerdict(said.passed, said.passed ? say("passed_say", { n: said.tries, total: said.tries }) : said.words, said.line);
  if (said.passed && said.next) part("next").setAttribute("href", `/lessons/${said.next}`);
  part("next").hidden = !(said.passed && said.next);
  part("hint").classList.toggle("is-offered", said.hint_no !== null);
  editor.mark(said.line);
}

/** The laptop could not judge it: nobody's fault but ours. @param {{run: string, words: string}} said */
function broke(said) {
  if (!isOurs(said)) return;
  endRun();
  show(part("said"), said.words || say("run_lost"));
}

/** @param {boolean} isPassed @param {string} words @param {number | null} line */
function showVerdict(isPassed, words, line) {
  const box = part("verdict");
  box.className = `verdict ${isPassed ? "is-passed" : "is-missed"}`;
  part("verdict-head").replaceChildren(icon(isPassed ? "check" : "again"), say(isPassed ? "well_done" : "not_yet"));
  part("verdict-words").replaceChildren(...ruby(words));
  show(part("verdict-line"), line ? say("at_line", { n: line }) : "");
  part("verdict-line").hidden = !line;
  box.hidden = false;
  show(part("told"), [say(isPassed ? "well_done" : "not_yet"), bare(words), line ? say("at_line", { n: line }) : ""].join(" "));
}
