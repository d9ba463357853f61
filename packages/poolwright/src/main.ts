#!/usr/bin/env node
import { run } from './program.js'
import { processConsole } from './processConsole.js'

process.exitCode = await run(process.argv.slice(2), processConsole())
