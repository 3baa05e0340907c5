export default ({ from }) => function* () { yield* [from, from + 1] }
