/* The SQL editor: CodeMirror with the tables and columns of one lab. It lives in a shadow root, where its styles may be
   adopted style sheets: a strict content security policy allows no <style>. */

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeCompletion,
  completeFromList,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, SQLDialect, sql } from "@codemirror/lang-sql";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The words of a query, and no others: PostgreSQL has hundreds, some of which are names of columns here.
const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  caseInsensitiveIdentifiers: true,
  keywords:
    "all and anti any as asc asof between by case cast cross cube current desc describe distinct else end except exclude " +
    "exists extract false filter first following from full group grouping having ilike in inner intersect interval is " +
    "join lateral left like limit natural not null nulls last offset on or order outer over partition pivot positional " +
    "preceding qualify range recursive replace right rollup row rows sample select semi sets similar some summarize " +
    "table then to true unbounded union unnest unpivot using values when where window with within",
  types:
    "bigint blob boolean date decimal double float hugeint integer interval json map numeric real smallint struct text " +
    "time timestamp tinyint varchar",
});

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "0.95rem" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minBlockSize: "9rem", maxBlockSize: "26rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "0.6rem" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-muted)", borderInlineEnd: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 35%, transparent)" },
  ".cm-cursor": { borderInlineStartColor: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--accent-soft) !important" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--line-strong)" },
  ".cm-placeholder": { color: "var(--ink-muted)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--accent-ink)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--c-manage)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--c-understand)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--c-optimize)" },
  { tag: tags.comment, color: "var(--ink-muted)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--c-quantify)" },
]);

/* Text typed over a selection: left to itself, the browser writes the colour of what it replaces into a style attribute,
   which the policy of the page refuses. */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || empty || view.composing || !event.data) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

/* The columns of every table, offered before a query says which table it reads. */
function columnsOf(tables) {
  const places = new Map();
  for (const [table, columns] of Object.entries(tables)) {
    for (const column of columns) places.set(column, [...(places.get(column) ?? []), table]);
  }
  return [...places].map(([label, named]) => ({ label, type: "property", detail: named.join(", ") }));
}

/** Put an editor into `host`. `tables` maps each table to its columns. `onRun` and `onChange` are told.
 *  Returns {text, replace, focus, select}. */
export function openEditor({ host, text, label, tables, onRun, onChange }) {
  const root = host.attachShadow({ mode: "open" });
  const run = (target) => {
    closeCompletion(target);
    onRun();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        typeOver,
        autocompletion({ icons: false }),
        placeholder("SELECT …"),
        // Tab moves on, as everywhere on a page; Enter or Tab take a completion that is open.
        keymap.of([
          { key: "Mod-Enter", run },
          { key: "Tab", run: acceptCompletion },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap.filter((one) => one.key !== "Mod-Enter"),
        ]),
        sql({ dialect, schema: tables, upperCaseKeywords: true }),
        dialect.language.data.of({ autocomplete: completeFromList(columnsOf(tables)) }),
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true" }),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        look,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
    select: (line, column) => {
      const there = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const at = Math.min(there.from + Math.max(column - 1, 0), there.to);
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    },
  };
}
