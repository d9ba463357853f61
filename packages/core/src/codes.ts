import type { CodeTable } from './Code.js'

/** The codes that core itself gives out. */
export const coreCodes: CodeTable = [
  {
    code: 'PW-CLOUD-REFUSED',
    title: 'The cloud refused this request',
    text: 'The cloud understood the request and refused it; its own code and words follow. The same request is not sent again before the time that the plan names, which grows from 15 seconds to 10 minutes. Correct the manifest, the permission or the quota that the message speaks of: a changed request goes at once.',
  },
  {
    code: 'PW-CLOUD-RETRY',
    title: 'The request failed and is repeated',
    text: 'The request was throttled, met something that was moving, or got no answer. Nothing needs doing: what it was about is read again, and the request is repeated after a short wait if it is still needed. If this stays for many minutes, look at the code of the last failure.',
  },
]
