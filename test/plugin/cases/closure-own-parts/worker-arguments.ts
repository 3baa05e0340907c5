export default () => function () {
      return [arguments.length, typeof this]
    }
