import { keepCompiledCode } from '../platform/compile-cache'

// The entry of the command line. What it imports by itself would be compiled before this line.
keepCompiledCode(import.meta.dirname)
await import('./main')
