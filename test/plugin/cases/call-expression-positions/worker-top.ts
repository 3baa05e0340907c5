export default () => () => 'top'
