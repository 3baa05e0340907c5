export default () => function () {
    return [arguments.length, new.target === undefined, typeof this]
  }
