export default ({ user }) => () => { user.n = 3 }
