/** `npm start`: everything from a fresh clone to the demonstration on the embedded cloud. */
import { show } from './process.mjs'
import { built, installed } from './ready.mjs'

process.exitCode = (await installed()) && (await built('packages/poolwright')) ? await show(process.execPath, ['scripts/demo.mjs']) : 1
