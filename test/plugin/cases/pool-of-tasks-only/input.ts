import { pool } from 'verdigris'

export const shared = await pool({ size: 4 })
export const another = await pool()
