// How the examples are built: one program for each file. `npm run example -- echo`

import { defineConfig } from 'vite'
import verdigris from 'verdigris/vite'

const names = [
  'echo',
  'safe-computation',
  'inline-task',
  'panic-recovery',
  'pool',
  'images',
  'sql',
  'server',
  'rows',
  'abandoned-request',
]

export default defineConfig({
  plugins: [verdigris()],
  build: {
    ssr: true,
    target: 'node20',
    rolldownOptions: { input: names.map((name) => `${import.meta.dirname}/${name}.ts`) },
  },
  // Only here, where the package refers to itself: an installed one is external anyway.
  ssr: { external: ['verdigris'] },
})
