/**
 * `poolwright cloud`: the embedded cloud itself, as its operator.
 * @since 0.1.0
 */
import { aws } from '@poolwright/simulator/aws'
import { encodeWorld } from '@poolwright/simulator/worldFile'
import { existsSync } from 'node:fs'
import type { Console } from '../Console.js'
import { showDuration } from '../duration.js'
import { Failure } from '../Failure.js'
import { withoutInstance } from '../host/terminate.js'
import { glance, withState } from '../host/world.js'
import { statePath, type StateOptions } from '../options.js'
import { acquire } from '../state/lock.js'
import { remove } from '../state/StateFile.js'

export const advance = (duration: number, options: StateOptions, console: Console): Promise<number> =>
  withState(options, console, async ({ cell, save }) => {
    cell.set(aws.tick(cell.get(), duration))
    await save()
    console.out(`${showDuration(duration)} later: it is ${new Date(aws.now(cell.get())).toISOString()} in the embedded cloud.\n`)
    return 0
  })

export const terminate = (id: string, options: StateOptions, console: Console): Promise<number> =>
  withState(options, console, async ({ cell, save }) => {
    cell.set(withoutInstance(cell.get(), id))
    await save()
    console.out(`${id} ends. Auto Scaling notices as time passes: "poolwright cloud advance 5m".\n`)
    return 0
  })

export const dump = (options: StateOptions, console: Console): Promise<number> => {
  console.out(`${JSON.stringify(encodeWorld(glance(options, console).cell.get()), null, 2)}\n`)
  return Promise.resolve(0)
}

export const reset = async (options: StateOptions & { readonly yes?: true }, console: Console): Promise<number> => {
  const path = statePath('embedded', options, console)
  if (!existsSync(path)) {
    console.out('There is no state: the embedded cloud is empty.\n')
    return 0
  }
  if (options.yes !== true && !(await isSure(path, console))) {
    console.out('Nothing was done.\n')
    return 1
  }
  const lock = await acquire(path, console)
  try {
    remove(path)
  } finally {
    lock.release()
  }
  console.out('The embedded cloud is empty again.\n')
  return 0
}

const isSure = async (path: string, console: Console): Promise<boolean> => {
  if (!console.stdin.isTerminal) throw new Failure('PW-CONFIRM', `this deletes ${path} and there is nobody to ask: add --yes`)
  return /^y(es)?$/i.test((await console.stdin.ask(`This deletes ${path}. Go on? [y/N] `)).trim())
}
