import { readFileSync } from 'node:fs'
import { task } from 'verdigris'; export const config = readFileSync('config.json')

export const warm = () => Promise.all([task.prewarm('ocr'), task.prewarm('parse', { cwd: '/' })])
