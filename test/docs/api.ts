// docs/api.md, made of the sources of what the package exports: declarations and their TSDoc.

import path from 'node:path'

import ts from 'typescript'

import { readDocument, ROOT } from './blocks.ts'

export interface Export {
  name: string
  /** Of the module, as users import it: `verdigris`, `verdigris/vite`. */
  from: string
  text: string
  /** What it throws, and what it returns, with the names of the errors. */
  throws: string[]
  /** What it extends. */
  bases: string[]
  /** Declarations, without bodies. */
  signatures: string[]
  members: Member[]
}

interface Member {
  name: string
  type: string
  text: string
}

/** Modules that generated code imports, or that export nothing to call. */
const NOT_PUBLIC = ['verdigris/internal', 'verdigris/register', 'verdigris/package.json']

/** Everything that the package exports, by the order of `exports` in package.json. */
export function readExports(): Export[] {
  const { exports } = JSON.parse(readDocument('package.json')) as {
    exports: Record<string, string>
  }
  const modules = Object.entries(exports)
    .map(([key, file]) => [key.replace('.', 'verdigris'), toSource(file)] as const)
    .filter(([name]) => !NOT_PUBLIC.includes(name))
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (name) =>
    ts.sys.readFile(name),
  )
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const program = ts.createProgram(
    modules.map(([, file]) => file),
    options,
  )
  const checker = program.getTypeChecker()
  const seen = new Set<ts.Symbol>()
  return modules.flatMap(([from, file]) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${file} is no module`)
    return checker
      .getExportsOfModule(module)
      .filter(({ name }) => name !== 'module.exports')
      .map((symbol) => [symbol.name, resolve(symbol, checker)] as const)
      .filter(([, symbol]) => !seen.has(symbol) && seen.add(symbol))
      .flatMap(([name, symbol]) => [
        describe(name, from, symbol, checker),
        ...innerOf(symbol).map((inner) => describe(`${name}.${inner.name}`, from, inner, checker)),
      ])
  })
}

export function renderApi(exports: readonly Export[]): string {
  const modules = [...new Set(exports.map(({ from }) => from))]
  const sections = modules.map((from) => {
    const own = exports.filter((each) => each.from === from)
    return [`## \`${from}\``, ...own.map(renderExport)].join('\n\n')
  })
  return `${INTRODUCTION}\n\n${sections.join('\n\n')}\n`
}

const INTRODUCTION = `# API

Every export, as the sources have it. With examples: the [README](../README.md) and the [recipes](recipes.md).

<!-- Made of the TSDoc in src and plugin: npx vitest run --project docs test/docs/api.test.ts -u -->`

function renderExport({ name, text, bases, throws, signatures, members }: Export): string {
  const parts = [`### ${name}`, fenceExamples(text), extendsOf(bases)]
  if (signatures.length > 0) {
    parts.push(`<!-- signature -->\n\`\`\`ts\n${signatures.join('\n')}\n\`\`\``)
  }
  if (throws.length > 0) parts.push(throws.map((each) => `- ${each}`).join('\n'))
  if (members.length > 0) {
    const rows = members.map((member) =>
      [`\`${member.name}\``, `\`${member.type}\``, member.text].map(toCell).join(' | '),
    )
    parts.push(
      ['| member | type | |', '|---|---|---|', ...rows.map((row) => `| ${row} |`)].join('\n'),
    )
  }
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Code in a comment, which is indented there. */
function fenceExamples(text: string): string {
  return text.replace(/(?:^ {4}.*(?:\n|$))+/gm, (code) => {
    const lines = code.trimEnd().replace(/^ {4}/gm, '')
    return `<!-- signature -->\n\`\`\`ts\n${lines}\n\`\`\`\n`
  })
}

function extendsOf(bases: readonly string[]): string {
  if (bases.length === 0) return ''
  return `Has all that ${bases.map((base) => `\`${base}\``).join(' and ')} ${bases.length === 1 ? 'has' : 'have'}.`
}

/** A cell is one line, and ends at a bar. */
function toCell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
}

function toSource(file: string): string {
  return path.join(ROOT, file.replace('./dist/', '').replace(/\.js$/, '.ts'))
}

function resolve(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** Functions of a function: `task.prewarm`. */
function innerOf(symbol: ts.Symbol): ts.Symbol[] {
  if (!(symbol.flags & ts.SymbolFlags.Function)) return []
  return [...(symbol.exports?.values() ?? [])]
}

function describe(name: string, from: string, symbol: ts.Symbol, checker: ts.TypeChecker): Export {
  const declarations = symbol.getDeclarations() ?? []
  return {
    name: name === 'default' ? symbol.name.replace('default', nameOfDefault(declarations)) : name,
    from,
    text: textOf(symbol, checker),
    bases: basesOf(declarations),
    throws: throwsOf(symbol),
    signatures: declarations.filter(isShown).map(signatureOf),
    members: membersOf(declarations, checker),
  }
}

function nameOfDefault(declarations: readonly ts.Declaration[]): string {
  const [declaration] = declarations
  const isNamed = declaration !== undefined && ts.isFunctionDeclaration(declaration)
  return (isNamed && declaration.name?.text) || 'default'
}

function basesOf(declarations: readonly ts.Declaration[]): string[] {
  return declarations.flatMap((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return []
    const clauses = node.heritageClauses ?? []
    return clauses.flatMap(({ types }) => types.map((type) => type.getText()))
  })
}

function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
}

function throwsOf(symbol: ts.Symbol): string[] {
  const tags = symbol.getJsDocTags().filter(({ name }) => name === 'throws')
  const words = tags.map(({ text }) => ts.displayPartsToString(text).replace(/\s+/g, ' ').trim())
  return [...new Set(words)].map((each) => `throws ${each.replace(/^\{(\w+)\}/, '`$1`')}`)
}

/** Of overloads, the last has the body and is not for users. */
function isShown(node: ts.Declaration, _: number, all: readonly ts.Declaration[]): boolean {
  if (ts.isFunctionDeclaration(node)) return node.body === undefined || all.length === 1
  return ts.isTypeAliasDeclaration(node) || ts.isVariableDeclaration(node)
}

function signatureOf(node: ts.Declaration): string {
  const text = node.getText()
  const body = ts.isFunctionDeclaration(node) ? node.body?.getText() : undefined
  const head = body === undefined ? text : text.slice(0, -body.length).trimEnd()
  if (ts.isVariableDeclaration(node)) return `const ${node.name.getText()}: ${node.type?.getText()}`
  return head.replace(/^export (default )?/, '')
}

function membersOf(declarations: readonly ts.Declaration[], checker: ts.TypeChecker): Member[] {
  return declarations.flatMap((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return []
    return node.members.flatMap((member) => {
      const symbol = member.name && checker.getSymbolAtLocation(member.name)
      if (symbol === undefined || isHidden(member)) return []
      const defaults = symbol.getJsDocTags().filter(({ name }) => name === 'default')
      const byDefault = defaults.map(({ text }) => `Default: ${ts.displayPartsToString(text)}.`)
      return [
        {
          name: member.name?.getText() ?? '',
          type: typeOf(member, symbol, checker),
          text: [textOf(symbol, checker), ...byDefault].filter((each) => each !== '').join(' '),
        },
      ]
    })
  })
}

function isHidden(member: ts.ClassElement | ts.TypeElement): boolean {
  const isPrivate = member.name !== undefined && ts.isPrivateIdentifier(member.name)
  return isPrivate || ts.isConstructorDeclaration(member)
}

function typeOf(
  member: ts.ClassElement | ts.TypeElement,
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
): string {
  const written = 'type' in member ? (member.type as ts.TypeNode | undefined) : undefined
  if (written !== undefined) return written.getText().replace(/ \| undefined$/, '')
  return checker.typeToString(checker.getTypeOfSymbol(symbol))
}
