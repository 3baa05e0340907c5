// The programs of the guard (see reaper.ts): each takes process groups as arguments, then `+ group` and
// `- group` line by line on stdin, and when stdin ends kills every group that is left on its list.

/** A command, its arguments and its environment. */
export type Command = [command: string, args: string[], env: NodeJS.ProcessEnv]

// Signals that a terminal or a supervisor sends to everybody must not take the guard away.
const SHELL_GUARD = `trap '' HUP INT QUIT TERM
groups=$*
while read -r what group; do
  case $what in
    +) groups="$groups $group" ;;
    -) rest=
       for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
       groups=$rest ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done`

// For images without a shell: the same in JavaScript, at the price of a whole Node.
const NODE_GUARD = `for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']) process.on(signal, () => {})
const groups = new Set(process.argv.slice(1))
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [what, group] = line.split(' ')
  what === '+' ? groups.add(group) : groups.delete(group)
}).on('close', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL') } catch {}
  process.exit()
})`

/** The guard of most systems: a shell, some hundred KiB. */
export function shellGuard(groups: readonly number[]): Command {
  return ['/bin/sh', ['-c', SHELL_GUARD, 'sh', ...groups.map(String)], {}]
}

/** The guard where there is no shell. */
export function nodeGuard(groups: readonly number[]): Command {
  // It may need what the program needed to start, but nothing that the program is told to load.
  const env = { ...process.env, NODE_OPTIONS: '' }
  return [process.execPath, ['-e', NODE_GUARD, ...groups.map(String)], env]
}
