export default ({ image, scale }) => () => [...image].map((byte) => byte * scale)
