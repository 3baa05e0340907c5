// Makes elements. `h('p', { class: 'note' }, 'text')`

type Child = Node | string | undefined | false
type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>

/** Functions become listeners, `true` an attribute without a value; what is `undefined` or `false` is left out. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value)
    else if (value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? '' : String(value))
    }
  }
  element.append(...children.filter((child) => child !== undefined && child !== false))
  return element
}

const colours = new Map<string, string>()
const probe = h('span', { hidden: true })
document.body.append(probe)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colours.clear())

/** The colour of a custom property, as it is now: a canvas knows no `light-dark()`. */
export function colour(name: string): string {
  const known = colours.get(name)
  if (known !== undefined) return known
  probe.style.color = `var(${name})`
  const { color } = getComputedStyle(probe)
  colours.set(name, color)
  return color
}

/** The font of canvases. */
export const MONO = `'JetBrains Mono Variable', ui-monospace, monospace`

/** Calls `draw` now, when the size of `canvas` changes, and when the colours do. `draw` gets pixels of CSS. */
export function drawOn(
  canvas: HTMLCanvasElement,
  draw: (context: CanvasRenderingContext2D, width: number, height: number) => void,
): () => void {
  const context = canvas.getContext('2d')
  const redraw = (): void => {
    const { clientWidth, clientHeight } = canvas
    const ratio = window.devicePixelRatio
    const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)]
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    if (context === null || width === 0) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, clientWidth, clientHeight)
    draw(context, clientWidth, clientHeight)
  }
  new ResizeObserver(redraw).observe(canvas)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  return redraw
}

/** Redraws with the screen, or four times a second for those who want it calm; never while nobody looks. */
export function keepDrawing(element: Element, redraw: () => void): void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  let isVisible = false
  const again = (): void => {
    if (!isVisible) return
    redraw()
    if (isCalm) setTimeout(again, 250)
    else requestAnimationFrame(again)
  }
  new IntersectionObserver(([entry]) => {
    const wasVisible = isVisible
    isVisible = entry?.isIntersecting ?? false
    if (isVisible && !wasVisible) again()
  }).observe(element)
}
