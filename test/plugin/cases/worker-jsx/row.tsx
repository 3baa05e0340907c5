export const Row = ({ title, cells }: { title: string; cells: string[] }) => <tr title={title}>{cells.join()}</tr>
