import verdigris from 'verdigris/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [verdigris()] })
