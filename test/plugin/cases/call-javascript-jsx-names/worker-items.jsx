export default ({ text, lib }) => {
  const Item = ({ children }) => <li>{children}</li>
  return () => <ul><Item>{text}</Item><lib.Item /></ul>
}
