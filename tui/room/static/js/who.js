// Who is it? A name out of the list or a new one, then three pictures in their order.

import { head, sayRefused } from "./head.js";
import { ask } from "./server.js";
import { data, icon, make, part, say, show } from "./words.js";

const PICTURES = 3;
const KANA = [
  "あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの", "はひふへほ", "まみむめも", "や ゆ よ", "らりるれろ",
  "わをんーっ", "がぎぐげご", "ざじずぜぞ", "だぢづでど", "ばびぶべぼ", "ぱぴぷぺぽ", "ゃゅょぁぃ",
];
const LATIN = ["ABCDEF", "GHIJKL", "MNOPQR", "STUVWX", "YZ-012", "345678", "9"];

/** @type {{id: string, name: string, has_picture: boolean} | null} */
let child = null;
/** @type {string[]} */
let chosen = [];
/** @type {string[] | null} the new code, until it was chosen a second time */
let first = null;

head();
const name = /** @type {HTMLInputElement} */ (part("nickname"));
showNames();
layPad();
for (const button of document.querySelectorAll("[data-picture]")) button.addEventListener("click", () => pick(button));
part("clear").addEventListener("click", clear);
part("other").addEventListener("click", () => begin(null));
part("new").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  addName();
});

/** The children of this class, each as a button. */
async function showNames() {
  const { names } = await ask("GET", "/api/names");
  const list = part("names");
  list.replaceChildren();
  for (const one of names) {
    const button = make("button", { type: "button", class: "name" }, one.name);
    button.addEventListener("click", () => begin(one));
    list.append(make("li", {}, button));
  }
  part("list").hidden = names.length === 0;
  part("adding").open = names.length === 0;
}

/** Letters to touch: a name needs no input method. */
function layPad() {
  const rows = document.documentElement.lang === "ja" ? KANA : LATIN;
  for (const row of rows) {
    const line = make("div", { class: "pad-row", role: "group" });
    for (const letter of row) {
      const key = make("button", { type: "button", class: "pad-key" }, letter);
      if (letter === " ") key.style.visibility = "hidden";
      key.addEventListener("click", () => (name.value = (name.value + letter).slice(0, name.maxLength)));
      line.append(key);
    }
    part("pad").append(line);
  }
  const erase = make("button", { type: "button", class: "pad-key", "aria-label": say("erase_letter") }, "⌫");
  erase.addEventListener("click", () => (name.value = [...name.value].slice(0, -1).join("")));
  part("pad").lastElementChild.append(erase);
}

async function addName() {
  const wanted = name.value.trim();
  if (!wanted) return name.focus();
  try {
    const { id, has_picture } = await ask("POST", "/api/name", { name: wanted });
    begin({ id, name: wanted, has_picture });
  } catch (error) {
    sayRefused(part("refused"), error);
  }
}

/** On to the pictures of a child; null: back to the names. @param {typeof child} who */
function begin(who) {
  child = who;
  first = null;
  part("naming").hidden = who !== null;
  part("picturing").hidden = who === null;
  part("refused").replaceChildren();
  if (who === null) return;
  show(part("hello"), say("hello", { name: who.name }));
  clear();
  part("hello").focus();
}

function clear() {
  chosen = [];
  const isNew = child !== null && !child.has_picture;
  show(part("asked"), say(!isNew ? "pictures_asked" : first === null ? "pictures_set" : "pictures_again"));
  showChosen();
}

function showChosen() {
  part("chosen").replaceChildren(
    ...Array.from({ length: PICTURES }, (_none, index) => {
      const slot = make("li", { class: "slot" });
      if (chosen[index]) slot.append(picture(chosen[index]));
      else slot.append(String(index + 1));
      return slot;
    }),
  );
  show(part("count"), say("pictures_chosen", { n: chosen.length }));
  part("clear").disabled = chosen.length === 0;
}

/** @param {string} id */
function picture(id) {
  const drawn = icon(`picture-${id}`);
  drawn.setAttribute("class", "picture");
  drawn.setAttribute("role", "img");
  drawn.removeAttribute("aria-hidden");
  drawn.setAttribute("aria-label", say(`picture_${id}`));
  return drawn;
}

/** @param {Element} button */
async function pick(button) {
  if (chosen.length === PICTURES) return;
  chosen.push(/** @type {string} */ (button.getAttribute("data-picture")));
  showChosen();
  if (chosen.length < PICTURES || child === null) return;
  if (!child.has_picture && first === null) {
    first = chosen;
    return setTimeout(clear, 400); // the third one is seen before they go
  }
  if (!child.has_picture && first?.join() !== chosen.join()) {
    first = null;
    clear();
    return show(part("refused"), say("pictures_differ"));
  }
  await sit();
}

async function sit() {
  try {
    const answer = await ask("POST", "/api/sit", { id: child?.id, pictures: chosen });
    location.assign(answer.next ?? "/lessons");
  } catch (error) {
    clear();
    part("refused").removeAttribute("data-said");
    sayRefused(part("refused"), error);
  }
}
