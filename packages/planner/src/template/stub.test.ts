import { expect, it } from 'vitest'
import { isStored, keyFor, stubFor } from './stub.js'

const at = { bucket: 'bucket-b', key: keyFor('workers', 'abc') }
const fetched = [{ source: 's3://bucket-b/machine-pool/workers/abc', verification: {} }]
const rest = { passwd: {}, storage: {}, systemd: {} }
const common = { security: { tls: {} }, timeouts: {} }

it.each(['2.3'] as const)('version %s appends the data', (version) =>
  expect(stubFor(version, at)).toBe(
    JSON.stringify({ ignition: { config: { append: fetched }, ...common, version: `${version}.0` }, networkd: {}, ...rest }),
  ),
)

it.each(['3.0', '3.1', '3.2', '3.3', '3.4'] as const)('version %s merges the data', (version) =>
  expect(stubFor(version, at)).toBe(
    JSON.stringify({
      ignition: { config: { merge: fetched, replace: { verification: {} } }, proxy: {}, ...common, version: `${version}.0` },
      kernelArguments: {},
      ...rest,
    }),
  ),
)

it.each([
  [undefined, false],
  [{}, false],
  [{ storageType: 'UnencryptedUserData' }, false],
  [{ storageType: 'ClusterObjectStore' }, true],
] as const)('data of %j is stored: %s', (ignition, stored) =>
  expect(isStored((ignition === undefined ? {} : { ignition }) as Parameters<typeof isStored>[0])).toBe(stored),
)
