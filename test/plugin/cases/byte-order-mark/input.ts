import { task } from "verdigris"
const A = 1, B = 2
export const run = () => task("bom", () => B)
