import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestUserData, volatileKeysOf } from './UserData.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const tokens = fc
  .tuple(fc.stringMatching(/^[a-z0-9]{6}\.[a-z0-9]{16}$/), fc.stringMatching(/^[a-z0-9]{6}\.[a-z0-9]{16}$/))
  .filter(([a, b]) => a !== b)

const cloudInit = (token: string, more = 'discovery:\n      bootstrapToken:') => `## template: jinja
#cloud-config
write_files:
-   path: /run/kubeadm/kubeadm-join-config.yaml
    owner: root:root
    content: |
      ---
      apiVersion: kubeadm.k8s.io/v1beta3
      ${more}
        apiServerEndpoint: 10.0.0.1:6443
        caCertHashes:
        - sha256:0123
        token: ${token}
      kind: JoinConfiguration
      nodeRegistration:
        kubeletExtraArgs:
          cloud-provider: aws
runcmd:
  - 'kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml'
`
const json = (token: string) =>
  JSON.stringify({ kind: 'JoinConfiguration', discovery: { bootstrapToken: { apiServerEndpoint: 'e', token, unsafeSkip: true } } })
const tls = (token: string) => `kind: JoinConfiguration\ndiscovery:\n  file: {}\n  tlsBootstrapToken: ${token}\n`

describe('a rotated join token', () => {
  for (const [form, write] of [
    ['YAML in cloud-init', (token: string) => cloudInit(token)],
    ['JSON', json],
    ['the TLS bootstrap', tls],
  ] as const)
    it(`changes all bytes and nothing that is stable (${form})`, () =>
      fc.assert(
        fc.property(tokens, ([a, b]) => {
          const [x, y] = [digestUserData(bytes(write(a))), digestUserData(bytes(write(b)))]
          expect(x.stable).toBe(y.stable)
          expect(x.all).not.toBe(y.all)
          expect(x.stable).not.toBe(x.all)
          expect([x.volatile, x.size]).toEqual([true, bytes(write(a)).length])
        }),
      ))
})

describe('what is not a join token', () => {
  it('counts, wherever it looks like one', () => {
    const script = (token: string) => `#!/bin/bash\nexport TOKEN=x\ntoken: ${token}\n`
    const [x, y] = ['abcdef.0123456789abcdef', 'abcdef.0123456789abcdee'].map((token) => digestUserData(bytes(script(token))))
    expect(x?.stable).not.toBe(y?.stable)
    expect(x?.volatile).toBe(false)
    expect(x?.stable).toBe(x?.all)
  })

  it('counts beside a join configuration too', () => {
    const token = 'abcdef.0123456789abcdef'
    const beside = (other: string) => `vault_token: ${other}\nagent:\n  token: ${other}\n${cloudInit(token)}`
    const [x, y] = ['aaaaaa.0123456789abcdef', 'bbbbbb.0123456789abcdef'].map((other) => digestUserData(bytes(beside(other))))
    expect(x?.stable).not.toBe(y?.stable)
  })

  it('any other changed byte is a change that is stable', () =>
    fc.assert(
      fc.property(fc.nat(), tokens, (at, [token]) => {
        const text = cloudInit(token)
        const i = at % text.length
        if (i >= text.indexOf(token) && i < text.indexOf(token) + token.length) return
        const edited = `${text.slice(0, i)}${text[i] === '#' ? '%' : '#'}${text.slice(i + 1)}`
        expect(digestUserData(bytes(edited)).stable).not.toBe(digestUserData(bytes(text)).stable)
      }),
    ))
})

describe('keys that somebody declared', () => {
  const text = (value: string) => `password: ${value}\nother: 1\ninline: {"password": "${value}", "x": 2}\n`
  it('are blanked, and no others', () => {
    const of = (value: string, keys: ReadonlyArray<string>) => digestUserData(bytes(text(value)), keys)
    expect(of('a', ['password']).stable).toBe(of('b', ['password']).stable)
    expect(of('a', []).stable).not.toBe(of('b', []).stable)
    expect(of('a', ['passwor', 'ssword']).stable).not.toBe(of('b', ['passwor', 'ssword']).stable)
    expect(of('a', ['nowhere'])).toMatchObject({ volatile: false })
    expect(of('a', ['p.*', '(']).volatile).toBe(false)
  })

  it('are separated by blanks', () => {
    expect(volatileKeysOf(' a  b\tc ')).toEqual(['a', 'b', 'c'])
    expect(volatileKeysOf(undefined)).toEqual([])
  })
})
