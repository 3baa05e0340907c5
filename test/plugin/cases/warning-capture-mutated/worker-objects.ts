export default ({ user }) => () => { Object.assign(user, { n: 9 }); Reflect.set(user, 'n', 1); Object.keys(user) }
