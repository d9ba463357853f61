/**
 * Files that are either as they were or as they were meant to be, whenever the process ends.
 * @since 0.1.0
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Failure, sayOf } from '../Failure.js'

/** Only its owner may read what is written; a folder that has to be made is its owner's alone. */
const fileMode = 0o600
const folderMode = 0o700

/** Makes the folder of `path`, and those above it, if they are missing. */
export const ensureFolder = (path: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode })
  } catch (error) {
    throw new Failure('PW-FILE', `cannot make the folder ${dirname(path)}: ${sayOf(error)}`)
  }
}

/** Writes beside, flushes, then takes the place of what was there. A reader sees the old text or the new one, never a part. */
export const writeAtomically = (path: string, text: string): void => {
  const beside = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(beside, 'w', fileMode)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
    flushFolder(dirname(path))
  } catch (error) {
    rmSync(beside, { force: true })
    throw new Failure('PW-FILE', `cannot write ${path}: ${sayOf(error)}`)
  }
}

/** The new name survives a power cut too; systems that cannot flush a folder go without. */
const flushFolder = (path: string): void => {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    return
  }
}
