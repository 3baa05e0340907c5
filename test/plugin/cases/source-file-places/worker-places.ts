const here = import.meta.url
export default () => async () => [here, import.meta.dirname, import.meta.filename, __filename, __dirname, await import('./x')]
