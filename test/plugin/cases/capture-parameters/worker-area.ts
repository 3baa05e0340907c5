export default ({ width, h, factor, unit, message }) => () => `${width * h * factor}${unit} ${message}`
