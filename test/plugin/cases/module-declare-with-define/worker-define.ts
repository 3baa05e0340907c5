export default () => () => [__dirname, typeof UNDEFINED, typeof ambient, typeof Nothing]
