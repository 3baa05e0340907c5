// The editor: CodeMirror, with the plugin's diagnostics where they are.

import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'

import type { CompileDiagnostic } from '../protocol.ts'
import { h } from './dom.ts'

const PAUSE_MS = 150

export interface Editor {
  element: HTMLElement
  showDiagnostics: (diagnostics: readonly CompileDiagnostic[]) => void
}

/** @param onChange the text has changed, and for a moment no more */
export function createEditor(text: string, onChange: (text: string) => void): Editor {
  const element = h('div', { class: 'editor' })
  let pause: ReturnType<typeof setTimeout> | undefined
  const view = new EditorView({
    parent: element,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        // Tab is left alone: it leads out of the editor, as everywhere on the page.
        keymap.of([...defaultKeymap, ...historyKeymap]),
        javascript({ typescript: true }),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Your file' }),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (!docChanged) return
          clearTimeout(pause)
          pause = setTimeout(() => onChange(state.doc.toString()), PAUSE_MS)
        }),
      ],
    }),
  })
  return {
    element,
    showDiagnostics(diagnostics) {
      const { length } = view.state.doc
      const found = diagnostics.map(({ severity, message, from, to }) => ({
        severity,
        message,
        from: Math.min(from, length),
        to: Math.min(to, length),
      }))
      view.dispatch(setDiagnostics(view.state, found))
    },
  }
}
