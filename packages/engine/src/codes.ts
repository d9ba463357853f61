import type { CodeTable } from '@poolwright/core/Code'

/** The codes that the engine itself gives out. */
export const engineCodes: CodeTable = [
  {
    code: 'PW-NOT-PREPARED',
    title: 'What has to be written down first could not be',
    text: 'Before anything is sent for a pool, the host writes down what the plan is about to make, so that a crash loses nothing. That failed for the reason named, so nothing was sent. It is tried again every few seconds; look at where the host keeps its records: a full disk, a file that nobody may write to, or a store that does not answer.',
  },
  {
    code: 'PW-PLAN-FAILED',
    title: 'The planner stopped with an exception',
    text: 'Planning this pool ended in an exception, so that nothing is done for it; all other pools go on. This is a defect of the provider, not of the manifests: report it with the message and the manifests that show it. The pool is planned again when one of its facts changes, and after a minute.',
  },
  {
    code: 'PW-RULE-BUDGET',
    title: 'The disruption budget is spent',
    text: 'The step would end machines, and as many machines or pools as the budget allows are being replaced already. It goes as soon as those are done. Raise the budget if this takes too long.',
  },
  {
    code: 'PW-RULE-APPROVAL',
    title: 'The plan was not approved',
    text: 'The host asks somebody before it changes anything, and the answer for this plan was no, or there is none yet. Approve the plan; it is asked about again when the pool is looked at next.',
  },
]
