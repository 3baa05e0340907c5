import { task } from 'verdigris'

/* 🤨 */ export async function run() {
  const größe = '🌿'; const 名 = 1
  return task('größe 🌿', () => `${größe}${名} 🤨`)
}
