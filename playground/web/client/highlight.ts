// TypeScript in colours: the same parser and the same classes as in the editor.

import { typescriptLanguage } from '@codemirror/lang-javascript'
import { classHighlighter, highlightCode } from '@lezer/highlight'

import { h } from './dom.ts'

/** @param marked names that are marked wherever they stand for a variable */
export function highlight(
  code: string,
  marked: ReadonlyMap<string, string> = new Map(),
): HTMLElement {
  const block = h('code')
  highlightCode(
    code,
    typescriptLanguage.parser.parse(code),
    classHighlighter,
    (text, classes) => {
      const travel = classes.includes('variableName') ? marked.get(text) : undefined
      if (classes === '' && travel === undefined) return block.append(text)
      block.append(
        h('span', { class: `${classes} ${travel ? `captured ${travel}` : ''}`.trim() }, text),
      )
    },
    () => block.append('\n'),
  )
  return h('pre', { class: 'source', tabindex: 0 }, block)
}
