const LANG = 'eng', QUALITY = LANG.length * 2
const limits = { quality: QUALITY }
export default () => () => [LANG, limits.quality]
