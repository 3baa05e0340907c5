// A process that sends back what it is sent.

process.on('message', (value) => process.send?.(value))
