export default ({ user }) => () => { user.n = 2 }
