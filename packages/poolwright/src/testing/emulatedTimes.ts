/**
 * How long things take in an emulated account, which is no time at all unless somebody says otherwise.
 * @since 0.1.0
 */

/** How long a node group stays in a state, in milliseconds. */
export type EmulatedTimes = { readonly eksCreateMs: number; readonly eksUpdateMs: number; readonly eksDeleteMs: number }

/**
 * Sets them at the account that `endpoint` names, for everybody who uses it, and answers what they were before. `null`: the account takes no such
 * orders, as AWS itself does not.
 */
export const emulatedTimes = async (endpoint: string, times: EmulatedTimes): Promise<EmulatedTimes | null> => {
  const url = `${endpoint}/__settings`
  const before = await fetch(url)
  if (!before.ok) return null
  const { eksCreateMs, eksUpdateMs, eksDeleteMs } = (await before.json()) as EmulatedTimes
  const set = await fetch(url, { method: 'POST', body: JSON.stringify(times) })
  return set.ok ? { eksCreateMs, eksUpdateMs, eksDeleteMs } : null
}
