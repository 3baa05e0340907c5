export default ({ user, other }) => () => { user.n = 2; user.deep.list[0]++; delete other.x; other['y'] ||= 1 }
