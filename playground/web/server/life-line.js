// A thread of the program that ends it when the page's server is gone, whatever the main thread is doing.

const parent = process.ppid

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
}, 500)
