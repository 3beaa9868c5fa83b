// The editor: CodeMirror 6 with Python, a mark for the line of a mistake and one for wide letters.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Compartment, EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, GutterMarker, MatchDecorator, ViewPlugin, drawSelection, gutterLineClass, highlightActiveLine,
  keymap, lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const INDENT = "    ";
const WIDE = /[\u3000\uff01-\uff5e]+/gu; // typed with Japanese input left on: Python knows none of them

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#8b1a6b", fontWeight: "bold" },
  { tag: [tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword], color: "#8b1a6b", fontWeight: "bold" },
  { tag: tags.comment, color: "#5b5b5b", fontStyle: "italic" },
  { tag: tags.string, color: "#1c6323" },
  { tag: [tags.number, tags.bool, tags.null], color: "#9a3b00" },
  { tag: tags.function(tags.variableName), color: "#0b4f9c" },
]);

/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const markLine = StateEffect.define();

class MistakeMarker extends GutterMarker {
  elementClass = "mistake-number";
}
const mistakeMarker = new MistakeMarker();

/** The line with the mistake: where it begins, moved along with what is typed; a new run takes it away. */
const mistake = StateField.define({
  create: () => /** @type {number | null} */ (null),
  update(at, change) {
    if (at !== null) at = change.changes.mapPos(at);
    for (const effect of change.effects) {
      if (!effect.is(markLine)) continue;
      const number = effect.value;
      at = number !== null && number >= 1 && number <= change.state.doc.lines ? change.state.doc.line(number).from : null;
    }
    return at;
  },
  provide: (field) => [
    EditorView.decorations.compute([field], (state) => lineSet(state, field, Decoration.line({ class: "mistake" }))),
    gutterLineClass.compute([field], (state) => lineSet(state, field, mistakeMarker)),
  ],
});

/** @param {EditorState} state @param {any} field @param {any} mark */
function lineSet(state, field, mark) {
  const at = state.field(field);
  return at === null ? RangeSet.empty : RangeSet.of([mark.range(state.doc.lineAt(at).from)]);
}

/** @param {string} title what is said of a wide letter */
function wideLetters(title) {
  const finder = new MatchDecorator({ regexp: WIDE, decoration: Decoration.mark({ class: "wide", attributes: { title } }) });
  return ViewPlugin.define(
    (view) => ({
      found: finder.createDeco(view),
      update(change) {
        this.found = finder.updateDeco(change, this.found);
      },
    }),
    { decorations: (plugin) => plugin.found },
  );
}

/** The child's program on the page. */
export class Editor {
  /** @param {HTMLElement} parent @param {string} text
   * @param {{label: string, describedBy: string, wide: string, typed: (text: string) => void, run: () => void}} page */
  constructor(parent, text, page) {
    this.locked = new Compartment();
    this.isReplacing = false;
    const nonce = document.querySelector("script[nonce]")?.nonce ?? "";
    this.view = new EditorView({
      parent,
      doc: text,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
        indentUnit.of(INDENT), EditorState.tabSize.of(4), EditorView.lineWrapping,
        python(), syntaxHighlighting(colours), mistake, wideLetters(page.wide),
        this.locked.of([]),
        keymap.of([
          { key: "Mod-Enter", run: () => (page.run(), true) },
          ...defaultKeymap, ...historyKeymap, indentWithTab,
        ]),
        EditorView.contentAttributes.of({
          "aria-label": page.label, "aria-describedby": page.describedBy, lang: "en", id: "code",
          spellcheck: "false", autocapitalize: "off", autocorrect: "off", translate: "no",
        }),
        EditorView.updateListener.of((change) => {
          if (change.docChanged && !this.isReplacing) page.typed(this.text);
        }),
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Another text stands here now; it can be taken back like any typing. @param {string} text */
  replace(text) {
    if (text === this.text) return;
    this.isReplacing = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
    this.isReplacing = false;
  }

  /** Mark the line of a mistake and bring it into sight; null: none. @param {number | null} number from 1 */
  mark(number) {
    this.view.dispatch({ effects: markLine.of(number) });
    const at = this.view.state.field(mistake);
    if (at !== null) this.view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest" }) });
  }

  /** The class is over: the text can be read and copied, and no more be changed. */
  lock() {
    this.view.dispatch({ effects: this.locked.reconfigure([EditorState.readOnly.of(true), EditorView.editable.of(false)]) });
  }
}
