export default ({ other, user, list }) => () => { for (other.key in user) ; for ((user as any).n of list) ; }
