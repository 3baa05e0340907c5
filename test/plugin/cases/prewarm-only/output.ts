import { readFileSync } from 'node:fs'
import { task } from 'verdigris';
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'; export const config = readFileSync('config.json')

export const warm = () => Promise.all([task.prewarm(__verdigris_site('ocr', 'input.ts:4:40', __verdigris_bundle)), task.prewarm(__verdigris_site('parse', 'input.ts:4:61', __verdigris_bundle), { cwd: '/' })])
