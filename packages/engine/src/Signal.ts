/**
 * How a host says "stop". The platform's `AbortSignal` is one; the engine names only what it uses of it, so that it runs where there
 * is none.
 * @since 0.1.0
 */
export type Signal = {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A signal and the only way to raise it. Raising it again does nothing. */
export type Trigger = { readonly signal: Signal; readonly abort: () => void }

export const trigger = (): Trigger => {
  const listeners = new Set<() => void>()
  let aborted = false
  return {
    signal: {
      get aborted() {
        return aborted
      },
      addEventListener: (_, listener) => void listeners.add(listener),
      removeEventListener: (_, listener) => void listeners.delete(listener),
    },
    abort: () => {
      if (aborted) return
      aborted = true
      const called = [...listeners]
      listeners.clear()
      for (const listener of called) listener()
    },
  }
}

/** Raised as soon as one of them is. `release` lets go of them; after it nothing of this signal is left on the others. */
export const anyOf = (signals: ReadonlyArray<Signal>): { readonly signal: Signal; readonly release: () => void } => {
  const own = trigger()
  for (const s of signals) s.addEventListener('abort', own.abort)
  if (signals.some((s) => s.aborted)) own.abort()
  return {
    signal: own.signal,
    release: () => {
      for (const s of signals) s.removeEventListener('abort', own.abort)
    },
  }
}

export const isAborted = (signal: Signal | undefined): boolean => signal?.aborted === true
