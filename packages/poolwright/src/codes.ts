import type { CodeTable } from '@poolwright/core/Code'

/** The codes that the command itself gives out. */
export const commandCodes: CodeTable = [
  {
    code: 'PW-INTERNAL',
    title: 'Something went wrong inside Poolwright',
    text: 'This is a bug in Poolwright, not in your input. Run the same command again with POOLWRIGHT_DEBUG=1 to see where it happened, and report that output with your Node version and, if you can share them, the manifests. Nothing of a Secret is ever printed.',
  },
  {
    code: 'PW-USAGE',
    title: 'The command line was not understood',
    text: 'An option is unknown, misses its value, or does not go with another one. `poolwright COMMAND --help` lists what there is, with examples.',
  },
  {
    code: 'PW-FILE',
    title: 'A file cannot be read or written',
    text: 'The path and what the operating system says about it are in the message. Check the spelling, the permissions, and that a folder given to -f holds files that end in .yaml, .yml or .json.',
  },
  {
    code: 'PW-MANIFESTS',
    title: 'The manifests have errors',
    text: 'Every error of every file is listed above this line with its file, line and column, what was expected there and what was found. Nothing is planned or done while there is one. Each line ends with a code of its own that `poolwright explain` says more about.',
  },
  {
    code: 'PW-NO-POOL',
    title: 'There is no such pool in the manifests',
    text: 'A command needs at least one AWSMachinePool or AWSManagedMachinePool in what it reads, and every --pool NAMESPACE/NAME must name one of them. The message lists the pools that were found.',
  },
  {
    code: 'PW-SETTINGS',
    title: 'The settings cannot be read',
    text: 'The settings file is YAML or JSON with the members of the settings table in the docs. Each wrong member is listed with what was expected there.',
  },
  {
    code: 'PW-STATE-FORMAT',
    title: 'The state cannot be read',
    text: 'The state file is not JSON, is the state of another cloud, was written by a newer Poolwright, or was edited by hand into something that is no state. Use the version that wrote it, name another file with --state, or begin anew: `poolwright cloud reset` for the embedded cloud. The state of pools in AWS holds what was applied to things whose owner AWS cannot name; without it such things stay where they are.',
  },
  {
    code: 'PW-STATE-LOCKED',
    title: 'Another process is using the state',
    text: 'Only one process at a time may change a state file. The message names the process that holds the lock. A lock whose process has ended on this machine is taken over without asking; one of another machine is not, so if you are sure that nothing is running there, delete the lock file that the message names.',
  },
  {
    code: 'PW-STATE-LOCK-LOST',
    title: 'The lock on the state was taken away',
    text: 'Somebody deleted or replaced the lock file while this process was working, so it stopped before overwriting what the other one does. Run the command again once nothing else uses the state file: what was done so far is in the state or is planned again.',
  },
  {
    code: 'PW-WORLD-FORMAT',
    title: 'The observed file is no world',
    text: '--observed takes a file that `poolwright observe --out` or `poolwright cloud dump` wrote. Each fault is listed with its path.',
  },
  {
    code: 'PW-INSTANCE',
    title: 'There is no such instance',
    text: '`poolwright cloud terminate` takes the id of an instance that is there, such as i-0123456789abcdef0. `poolwright observe` lists them.',
  },
  {
    code: 'PW-CONFIRM',
    title: 'This ends machines, and nobody has agreed to it',
    text: 'The plan replaces or ends machines that run, and there is no terminal to ask on. Read the plan, then add --yes. Plans that only create things or change them in place go ahead without a question.',
  },
  {
    code: 'PW-PLAN-CHANGED',
    title: 'The saved plan no longer fits',
    text: 'What the saved plan was made from has changed since, and planning again gives other steps. Nothing was done. The message names what differs; make a new plan, look at it, and apply that one.',
  },
  {
    code: 'PW-PLAN-FORMAT',
    title: 'The file is no saved plan',
    text: '--plan takes a file that `poolwright plan --out` wrote, by this version or an older one. Each fault is listed with its path.',
  },
  {
    code: 'PW-NOT-STABLE',
    title: 'The pools did not come to rest',
    text: 'After the longest time that a run may take, something was still moving. What was done so far stays. `poolwright plan` shows what is waited for; run `poolwright apply` again to go on.',
  },
  {
    code: 'PW-AWS-REGION',
    title: 'Nothing says which AWS region is meant',
    text: 'Give --region, set AWS_REGION, name a region in the profile of the shared configuration, or in the `spec.region` of an AWSCluster. A pool is looked for in the region of its AWSCluster first; the other ways are for pools that have none.',
  },
  {
    code: 'PW-AWS-CREDENTIALS',
    title: 'No AWS credentials were found',
    text: 'They are looked for where every AWS tool looks: the environment (AWS_ACCESS_KEY_ID and so on), the profile that --profile or AWS_PROFILE names, a single sign-on session, a web identity token, the container, the instance. The message says what the last of these answered. Try `aws sts get-caller-identity` with the same environment.',
  },
  {
    code: 'PW-AWS-EXPIRED',
    title: 'The AWS credentials have expired',
    text: 'Sign in again (`aws sso login`, or whatever hands out your temporary keys) and run the same command once more: what was done before is in AWS and is planned from there.',
  },
  {
    code: 'PW-AWS-DENIED',
    title: 'AWS does not accept the credentials',
    text: 'Credentials were found, and AWS refused a question that needs no permission: the keys do not exist any more, were cut off while being copied, belong to another partition than the region, or the clock of this machine is wrong.',
  },
  {
    code: 'PW-AWS-UNREACHABLE',
    title: 'AWS cannot be reached',
    text: 'No answer came from the endpoint that the message names. Check the network, the proxy, the spelling of the region, and AWS_ENDPOINT_URL if it is set. Nothing was changed.',
  },
  {
    code: 'PW-AWS-NOT-INSTALLED',
    title: 'The packages that speak to AWS are missing',
    text: '`poolwright` brings them as optional dependencies, and they were left out or could not be loaded. Install them: `npm install @poolwright/aws-client @poolwright/aws-asg @poolwright/aws-eks`.',
  },
  {
    code: 'PW-UNKNOWN-TOPIC',
    title: 'There is nothing to explain under that name',
    text: '`poolwright explain` takes a code, such as PW-STATE-LOCKED, or a field of the manifests, such as spec.awsLaunchTemplate.instanceType or just instanceType. The nearest names are listed.',
  },
]
