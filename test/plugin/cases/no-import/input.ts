// mentions verdigris
export const run = (task: any) => task('x', () => 1)
