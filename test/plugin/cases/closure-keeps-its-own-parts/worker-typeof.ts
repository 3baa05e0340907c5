export default () => () => typeof somethingUndeclared
