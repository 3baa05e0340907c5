export default ({ holder, list }) => () => holder.list === list
