// The SQL editor of the workbench: CodeMirror 6 as a Streamlit component. Built into editor.min.js, see README.md beside it.
import {EditorState, Compartment, Prec} from "@codemirror/state"
import {EditorView, keymap, lineNumbers, highlightActiveLine, drawSelection} from "@codemirror/view"
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands"
import {autocompletion, completionKeymap, acceptCompletion} from "@codemirror/autocomplete"
import {sql, PostgreSQL} from "@codemirror/lang-sql"
import {syntaxHighlighting, defaultHighlightStyle, bracketMatching} from "@codemirror/language"

const editors = new WeakMap()

// {"marts.dim_school": {label, columns: [[name, label], …]}} becomes the nested names that the SQL mode completes.
function names(tables) {
  const schemas = {}
  for (const [name, table] of Object.entries(tables || {})) {
    const [schema, short] = name.split(".")
    schemas[schema] = schemas[schema] || {}
    schemas[schema][short] = {
      self: {label: short, detail: table.label, type: "class"},
      children: table.columns.map(([column, label]) => ({label: column, detail: label, type: "property"})),
    }
  }
  return schemas
}

const language = (tables) => sql({dialect: PostgreSQL, schema: names(tables)})

const look = EditorView.theme({
  "&": {border: "1px solid rgba(128,128,128,0.5)", borderRadius: "6px", fontSize: "14px", backgroundColor: "#fff", color: "#1a1a1a"},
  "&.cm-focused": {outline: "2px solid #1f5fa8"},
  ".cm-scroller": {fontFamily: "ui-monospace, Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace", minHeight: "180px", maxHeight: "420px", overflow: "auto"},
})

export default function (component) {
  const {data, parentElement, setStateValue, setTriggerValue} = component
  const host = parentElement.querySelector("#editor")
  const known = editors.get(host)
  const text = String(data?.text ?? "")
  if (known) {
    known.send = setStateValue
    known.fire = setTriggerValue
    if (known.version !== data.version) {
      known.version = data.version
      known.view.dispatch({changes: {from: 0, to: known.view.state.doc.length, insert: text}})
    }
    if (known.release !== data.release) {
      known.release = data.release
      known.view.dispatch({effects: known.mode.reconfigure(language(data.tables))})
    }
    return
  }
  const mode = new Compartment()
  const mine = {version: data.version, release: data.release, send: setStateValue, fire: setTriggerValue, mode}
  const hand = (view) => mine.send("text", view.state.doc.toString())
  const run = (view) => {
    hand(view)
    mine.fire("run", true)
    return true
  }
  mine.view = new EditorView({
    parent: host,
    root: parentElement instanceof ShadowRoot ? parentElement : undefined,
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{key: "Mod-Enter", run}])),
        lineNumbers(), highlightActiveLine(), drawSelection(), history(), bracketMatching(),
        syntaxHighlighting(defaultHighlightStyle), autocompletion(), mode.of(language(data.tables)),
        // Tab accepts a proposal and otherwise leaves the editor, so that the keyboard is never trapped.
        keymap.of([{key: "Tab", run: acceptCompletion}, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.lineWrapping, look,
        EditorView.contentAttributes.of({"aria-label": String(data.name || "SQL")}),
        EditorView.domEventHandlers({blur: (_, view) => { hand(view) }}),
      ],
    }),
  })
  editors.set(host, mine)
}
