export default ({ user, other }) => () => { [user.n, ...other.rest] = [1, 2]; ({ a: user!.n = 3 } = {} as any) }
