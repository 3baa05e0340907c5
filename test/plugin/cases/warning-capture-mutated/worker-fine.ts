export default ({ user, list, other }) => () => [user.deep.list.push(1), list.map((x) => x), other.push?.(1), { ...user }.n = 4]
