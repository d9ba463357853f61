/**
 * Which tests judge the planner's mutants: its own and the behaviours of its providers. The laws find what these find and more, but take
 * minutes for it; the run that is named `laws` puts them to the planner as it is.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['packages/planner/src', 'packages/testing/src/behaviours']
/** What takes seconds, and would take them again for every mutant that lives. */
const slow = ['eksProperties.test.ts', 'unread.test.ts']

/** Paths of test files, sorted. */
export const judges = (root) =>
  folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)))
    .filter((file) => file.endsWith('.test.ts') && !slow.some((name) => file.endsWith(`/${name}`)))
    .sort()
