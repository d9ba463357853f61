/**
 * Loaded in front of the command by a test: ends the process, as `kill -9` does, once a file has been replaced for the n-th time.
 * POOLWRIGHT_TEST_FILE names the file, POOLWRIGHT_TEST_WRITES is n.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { POOLWRIGHT_TEST_FILE: file, POOLWRIGHT_TEST_WRITES: writes } = process.env
const rename = fs.renameSync
let count = 0
fs.renameSync = (from, to) => {
  rename(from, to)
  if (to !== file) return
  count += 1
  if (count === Number(writes)) process.kill(process.pid, 'SIGKILL')
}
syncBuiltinESMExports()
