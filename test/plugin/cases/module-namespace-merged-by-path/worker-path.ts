namespace Sizes {
  export const small = 1
}
namespace Sizes.Deep {
  export const large = 10
}
export default () => () => [Sizes.small, Sizes.Deep.large]
