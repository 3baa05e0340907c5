const unit = 'mm'
namespace Sizes {
  export const small = 1
  export const label = () => `${small}${unit}`
}
namespace Sizes {
  export const large = small * 10
}
namespace Outer.Inner {
  export const deep = 'deep'
}
export default () => () => [Sizes.label(), Sizes.large, Outer.Inner.deep]
