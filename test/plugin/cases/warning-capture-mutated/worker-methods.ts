export default ({ list, map }) => () => { list.sort(); list.push(1); map.set(1, 3); (map)?.clear() }
