export default ({ title }) => {
  const Title = ({ level }: { level: number }) => <h1 data-level={level}>{title}</h1>
  const page = () => (
    <main>
      <Title level={1} />
    </main>
  )
  return () => page()
}
