// The code under test: native functions, which some inputs take down and others never leave.

import koffi from 'koffi'

const libc = koffi.load(process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6')

export const strlen: (text: string | null) => number = libc.func('size_t strlen(const char *s)')
/** Returns after a signal that is handled: here never. No timer of its process can run meanwhile. */
export const pause: () => number = libc.func('int pause(void)')
