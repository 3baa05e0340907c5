export default () => () => 'own'
