import { task } from "verdigris"
const A = 1, B = 2
export const run = () => {
  const c = 1
  return task("crlf", () => {
    return B + c
  })
}
