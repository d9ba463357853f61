/**
 * Where stand-ins for AWS are known to answer otherwise than AWS documents, and why. A difference that is not listed fails the suite, and
 * so does one that is listed and no longer there.
 * @since 0.1.0
 */
import type { Differences } from '@poolwright/aws-client/conformance/Difference'

export const differences: Differences = {
  simulator: [],
  'emulated account': [
    {
      sequence: 'look-ups',
      says: 'images are found by id',
      why: "The emulator's public parameters are a recording of AWS's and name images that are not among its own.",
    },
    {
      sequence: 'template',
      says: 'and show on the template',
      why: 'The emulator keeps tags that are put on a template later apart from those that it was made with.',
    },
    { sequence: 'template', says: 'and no longer show', why: 'As above: they are kept apart.' },
    {
      sequence: 'template',
      says: 'and cannot be deleted twice',
      why: 'The emulator answers the code for names, InvalidLaunchTemplateName.NotFoundException, also to an id. Both mean that it is gone.',
    },
    {
      sequence: 'instances',
      says: 'what happened is in the log',
      why: 'The emulator keeps no log of activities; its answer is always empty.',
    },
  ],
}
