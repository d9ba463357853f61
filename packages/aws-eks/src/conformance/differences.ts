/**
 * Where stand-ins for AWS are known to answer otherwise than AWS documents, and why.
 * @since 0.1.0
 */
import type { Differences } from '@poolwright/aws-client/conformance/Difference'

export const differences: Differences = {
  simulator: [
    {
      sequence: 'role-policies',
      says: 'a policy that is not there is not found',
      why: "The simulator keeps no list of AWS's own policies: every one of the right partition counts as there.",
    },
  ],
  'emulated account': [
    {
      sequence: 'role',
      says: 'a trust policy that is none is refused',
      why: 'The emulator keeps whatever text it is given as a policy.',
    },
    {
      sequence: 'nodegroup',
      says: 'so is another version than the cluster has',
      why: 'The emulator does not compare versions of node groups with those of their clusters.',
    },
    { sequence: 'nodegroup-config', says: 'an update has to change something', why: 'The emulator notes an update of nothing.' },
    { sequence: 'nodegroup-version', says: 'a version beyond the cluster is refused', why: 'As above: it does not compare versions.' },
  ],
}
