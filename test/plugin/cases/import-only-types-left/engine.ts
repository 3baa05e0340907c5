export class Engine {
  name = 'engine'
}
