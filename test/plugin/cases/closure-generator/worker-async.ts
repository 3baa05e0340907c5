export default ({ from }) => async function* rows(n = from) { yield n; yield await n }
