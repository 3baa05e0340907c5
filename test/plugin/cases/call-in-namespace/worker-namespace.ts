export default ({ own, size }) => () => own * size
