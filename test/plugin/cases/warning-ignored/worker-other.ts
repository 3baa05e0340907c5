export default ({ user }) => () => { user.n = 4 }
