export default ({ n }) => function (): () => number { return () => n }
