	import { task } from 'verdigris'

	export const run = (work: () => number) =>
		task('lines', {
			timeout: 5,
		}, work ? work : (
			work
		))
