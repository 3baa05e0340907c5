const factor = 2
function setup() {
  return { twice: (n: number) => n * factor }
}
export default () => setup
