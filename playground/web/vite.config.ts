// The web playground: `npm start`. One Vite process serves the page and is its server side.

import path from 'node:path'

import { defineConfig } from 'vite'
import verdigris from 'verdigris/vite'

import { playgroundServer } from './server/vite-plugin.ts'

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  // Its own, so that tests and `npm start` do not tidy up after each other.
  cacheDir: path.resolve(import.meta.dirname, process.env.PLAYGROUND_CACHE ?? '.vite'),
  plugins: [verdigris(), playgroundServer()],
  // It starts and kills processes: nobody but this machine may ask it to.
  server: { host: '127.0.0.1', cors: false, watch: { ignored: ['**/dist/**', '**/.vite/**'] } },
  // Only here, where the package refers to itself: an installed one is external anyway.
  ssr: { external: ['verdigris'] },
})
