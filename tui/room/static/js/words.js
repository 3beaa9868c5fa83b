// Words of the page: fields are filled in, and readings become ruby, always as text and never as HTML.

/** The page's own data: the JSON block that the server wrote into it. */
export const data = JSON.parse(document.getElementById("data")?.textContent ?? "{}");
const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const READING = /\{([^{}|]+)\|([^{}|]+)\}/gu;

/** A word with its fields `{n}` filled in; readings `{漢字|かんじ}` stay.
 * @param {string} name @param {Record<string, string | number>} [fields] @returns {string} */
export function say(name, fields = {}) {
  const text = words[name];
  if (text === undefined) throw new Error(`no word ${name}`);
  return text.replace(/\{(\w+)\}/gu, (whole, field) => (field in fields ? String(fields[field]) : whole));
}

/** The text without its readings: for labels and for what a screen reader hears.
 * @param {string} text @returns {string} */
export function bare(text) {
  return text.replace(READING, "$1");
}

/** The text as nodes, with its readings as ruby.
 * @param {string} text @returns {Node[]} */
export function ruby(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(READING)) {
    nodes.push(document.createTextNode(text.slice(from, found.index)));
    const one = document.createElement("ruby");
    one.append(found[1], make("rp", {}, "("), make("rt", {}, found[2]), make("rp", {}, ")"));
    nodes.push(one);
    from = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}

/** Put a text into an element, in place of what it held.
 * @param {Element} element @param {string} text */
export function show(element, text) {
  if (element.getAttribute("data-said") === text) return; // a live region speaks only of what is new
  element.setAttribute("data-said", text);
  element.replaceChildren(...ruby(text));
}

/** Make an element. @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} inside */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/** A sign of icons.svg, to stand before words. @param {string} name @returns {SVGSVGElement} */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** The element with this id. @param {string} id @returns {any} */
export function part(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no part ${id}`);
  return found;
}
