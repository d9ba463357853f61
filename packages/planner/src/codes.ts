/**
 * The codes of all holds and findings that a plan of an AWSMachinePool may carry.
 * @since 0.1.0
 */
import type { CodeTable } from '@poolwright/core/Code'
import { byText } from '@poolwright/core/Json'
import { nodegroupCodes } from './nodegroup/codes.js'

const own: CodeTable = [
  {
    code: 'PW-ARCHITECTURES',
    title: 'Instance types of two architectures',
    text: 'The instance type of the launch template and those of the mixed instances policy do not run the same images, and the image is looked up. Keep types of one architecture in a pool, or name an image by id that all of them run.',
  },
  {
    code: 'PW-ASSUMED-ARCHITECTURE',
    title: 'The architecture of an instance type is not known',
    text: 'AWS does not list the instance type in this region, or the credentials may not ask (ec2:DescribeInstanceTypes). The image is looked up for x86_64. Correct the type, allow the question, or name the image by id.',
  },
  {
    code: 'PW-ASSUMED-BOOTSTRAP-DATA',
    title: 'Bootstrap data is not rendered yet',
    text: 'The MachinePool refers to a bootstrap configuration, and no Secret with its data is named. Instances made now would start without it and never join the cluster, so the steps that make them are held, or go on with this finding where the setting assumptions is allow, as on the embedded cloud. Let the bootstrap provider render the data, name a Secret in spec.template.spec.bootstrap.dataSecretName, or write an empty name if none is needed.',
  },
  {
    code: 'PW-ASSUMED-CLUSTER',
    title: 'There is no Cluster',
    text: 'The manifests name a cluster and hold no Cluster object of that name. It is taken to exist, to be ready and not paused. Hand in the Cluster, or accept the assumption with the setting assumptions.',
  },
  {
    code: 'PW-ASSUMED-SECURITY-GROUPS',
    title: 'The cluster’s security groups are not known',
    text: 'No AWSCluster status says which security groups the cluster’s nodes have. With the pool’s own groups alone, nodes may not reach their control plane. Hand in the AWSCluster with its status, or accept the assumption with the setting assumptions.',
  },
  {
    code: 'PW-DEVICE',
    title: 'A further volume without a name of its own',
    text: 'Every volume besides the root volume needs a device name that no other has, such as /dev/sdb. Give each one its own deviceName.',
  },
  {
    code: 'PW-ENCLAVE-EDGE',
    title: 'Enclaves at the edge',
    text: 'Nitro enclaves are switched on, and a subnet or zone that the pool names is a Local or Wavelength Zone, where AWS has none. Switch them off or name other subnets.',
  },
  {
    code: 'PW-FAILED',
    title: 'The pool’s status notes a failure',
    text: 'The pool’s status carries a failure reason or message, which an older controller wrote before it gave the pool up. The pool is planned from what is wanted all the same. Correct what the message speaks of if it still holds, and remove both members from the status.',
  },
  {
    code: 'PW-FOREIGN-HOOKS',
    title: 'Lifecycle hooks of somebody else',
    text: 'The group has lifecycle hooks that the manifest does not name and that no record says are the pool’s. They stay. Add them to the manifest to manage them, or set ownership to strict to have everything removed that the manifest does not name.',
  },
  {
    code: 'PW-FOREIGN-PROCESSES',
    title: 'Processes that somebody else suspended',
    text: 'Processes of the group are suspended that the manifest does not name and that no record says the pool suspended. They stay suspended. Add them to the manifest to manage them, or set ownership to strict to have everything resumed that the manifest does not name.',
  },
  {
    code: 'PW-HOOK-HEARTBEAT',
    title: 'A hook that waits too long or too short',
    text: 'AWS takes a heartbeat timeout of 30 to 7,200 seconds for a lifecycle hook, although Cluster API Provider AWS accepts up to 172,800. The hook is held. Shorten it; what needs longer can record heartbeats, up to a hundred times the timeout.',
  },
  {
    code: 'PW-HOOK-NAMES',
    title: 'Two hooks of one name',
    text: 'A group has one lifecycle hook of a name; of two in the manifest only one could be. Give each its own name.',
  },
  {
    code: 'PW-IGNITION-BUCKET',
    title: 'The cluster has no bucket for Ignition data',
    text: 'With ignition.storageType ClusterObjectStore (the default) bootstrap data in format ignition is put into the bucket that AWSCluster.spec.s3Bucket names, and the template holds a stub that fetches it. The cluster has no such bucket, and clusters of EKS never have one, so nothing can be made from this data. Give the AWSCluster a bucket, or set ignition.storageType to UnencryptedUserData, which takes up to 16,384 bytes.',
  },
  {
    code: 'PW-IGNITION-UNSEEN',
    title: 'Whether Ignition data is in its bucket may not be read',
    text: 'S3 does not say whether the object is there: that takes s3:GetObject on machine-pool/* and s3:ListBucket on the bucket. It is put with each template version that is made, and not again; a bucket as Cluster API Provider AWS makes it ends objects after a day, and instances that are launched later cannot fetch theirs. Allow both actions, or take that rule off the bucket.',
  },
  {
    code: 'PW-IGNITION-UNSIGNED',
    title: 'Instances fetch Ignition data by their own permission',
    text: 'AWSCluster.spec.s3Bucket.presignedURLDuration asks for addresses that are signed for a while. In a launch template such an address would differ on every pass and be stale when an instance is launched later, so the stub names the object itself. The instance profile of the pool needs s3:GetObject on machine-pool/* of the bucket.',
  },
  {
    code: 'PW-IMAGE-DATE',
    title: 'An image without a date',
    text: 'The look-up takes the newest image, and one of those found has no creation date that can be read. Narrow the look-up, or name the image by id.',
  },
  {
    code: 'PW-IMAGE-FAMILY',
    title: 'EKS has no such image',
    text: 'EKS publishes no Amazon Linux 2 images from Kubernetes 1.33 on, and that is what is looked up when nothing else is asked for. Set awsLaunchTemplate.ami.eksLookupType to AmazonLinux2023, or name the image by id.',
  },
  {
    code: 'PW-IMAGE-NEWER',
    title: 'There is a newer image',
    text: 'The look-up finds a newer image than the one in use. The pool stays with the one in use, because a rollout that nobody asked for is no good surprise. Set imageLookup to roll to follow new images, or change the version or the image in the manifest when you want it.',
  },
  {
    code: 'PW-IMAGE-NONE',
    title: 'No image is found',
    text: 'The look-up for an image has no answer; the hold says what was asked. The default look-up only finds what the community has built for that version of Kubernetes. Name an image by id in awsLaunchTemplate.ami.id, or correct imageLookupFormat, imageLookupOrg and imageLookupBaseOS of the pool or the cluster.',
  },
  {
    code: 'PW-IMAGE-VERSION',
    title: 'No version to look an image up by',
    text: 'Neither an image id nor a Kubernetes version is given. Set spec.template.spec.version of the MachinePool, or awsLaunchTemplate.ami.id.',
  },
  {
    code: 'PW-LAUNCH-FAILED',
    title: 'Instances do not come up',
    text: 'The group has fewer instances in service than it should, and the newest entry of its activity log is a failure; the finding has AWS’s own words. AWS keeps trying. Look for missing capacity, quotas, an image or key pair that is gone, or a profile that may not be passed.',
  },
  {
    code: 'PW-MARKET-CLASH',
    title: 'Contradicting purchase options',
    text: 'The market type, Spot options, capacity reservation and mixed instances policy of the pool cannot all hold; the hold says which of them clash. Nothing is inferred or dropped silently: correct the manifest.',
  },
  {
    code: 'PW-NAME',
    title: 'A name that AWS does not take',
    text: 'Group and launch template are called as the pool is, and AWS takes 3 to 128 characters for a launch template. Make the pool under another name.',
  },
  {
    code: 'PW-NO-EFFECT',
    title: 'A field without effect',
    text: 'The field is part of the API and does nothing for pools, here as in Cluster API Provider AWS. Remove it, so that nobody relies on it.',
  },
  {
    code: 'PW-NOT-OURS',
    title: 'A thing of that name is somebody else’s',
    text: 'A group or launch template of the pool’s name exists without the tag that says it belongs to this cluster, or with one that names another pool. It is not touched. If nobody owns it and it should become the pool’s, set adopt to true; if it is another pool’s, give this one another name.',
  },
  {
    code: 'PW-PAUSED',
    title: 'Paused',
    text: 'The Cluster is paused, or the pool carries the annotation cluster.x-k8s.io/paused. The plan is shown, and none of it is carried out until the pause is lifted.',
  },
  {
    code: 'PW-READ-DENIED',
    title: 'Something may not be read',
    text: 'AWS refuses to answer what the plan rests on, in the words that are shown: a permission is missing, a policy forbids it, or credentials have ended. Time alone does not change that, so that apply ends instead of waiting, with nothing sent for the pool that rests on it. Allow the operation that is named, or sign in again, and apply again; a host that runs on looks again by itself.',
  },
  {
    code: 'PW-REFRESH-DISABLED',
    title: 'Rollouts are disabled',
    text: 'Instances run an older version than the wanted one, and refreshPreferences.disable keeps them. New instances get the new version. Replace the old ones by hand, or enable rollouts.',
  },
  {
    code: 'PW-REFRESH-ENDING',
    title: 'A rollout has to end first',
    text: 'A group has one instance refresh at a time. The one under way leads elsewhere and is being cancelled, or is on its way back; the next one begins when AWS says that it has ended. Nothing needs doing.',
  },
  {
    code: 'PW-REFRESH-FAILED',
    title: 'The last rollout failed',
    text: 'AWS ended the last instance refresh without success; the hold has its reason. Starting the same again would most likely end the same, so it waits for a change of the spec. Look at the group’s scaling activities for why instances did not come up. Set retryFailedRefresh to try the same again.',
  },
  {
    code: 'PW-REFRESH-RUNNING',
    title: 'AWS takes no other template during a rollout',
    text: 'The refresh under way carries its own configuration, and until it ends AWS refuses to give the group another template. Only this step waits. Nothing needs doing.',
  },
  {
    code: 'PW-REFRESH-SUSPENDED',
    title: 'A rollout that cannot go on',
    text: 'A process without which AWS replaces no instances is suspended on the group: InstanceRefresh, Launch or Terminate. A rollout starts and makes no progress, and fails after an hour. Resume the process.',
  },
  {
    code: 'PW-RELEASED',
    title: 'The pool was released to another controller',
    text: 'poolwright release let go of this pool: its group follows the latest version of its template, as Cluster API Provider AWS expects, and nothing else is planned for it; deleting it is held. To manage it here again, stop the other controller and run poolwright release --undo.',
  },
  {
    code: 'PW-ROLLOUT-WINDOW',
    title: 'The rollout waits for further edits',
    text: 'The setting rolloutDelay lets a rollout begin only so many seconds after the template version that it leads to was made. An edit in that time makes another version and the wait begins anew, so that machines are replaced once. Nothing needs doing; set rolloutDelay to 0, in the settings or as the annotation poolwright.dev/rolloutDelay of the pool, to begin at once.',
  },
  {
    code: 'PW-ROOT-VOLUME-SIZE',
    title: 'A root volume smaller than its image',
    text: 'A root volume has at least the size of the image’s snapshot. Make it bigger, or choose a smaller image.',
  },
  {
    code: 'PW-SECURITY-GROUP-CORE',
    title: 'A security group of the cluster is missing',
    text: 'The AWSCluster’s status does not have all the security groups that nodes need. They appear when the cluster’s network is ready; if they do not, look at the AWSCluster’s conditions.',
  },
  {
    code: 'PW-SECURITY-GROUP-NONE',
    title: 'No security group is found',
    text: 'Filters of an additional security group match nothing in the cluster’s network. Instances without the group would be cut off or open, so nothing is made. Correct the filters or name the group by id.',
  },
  {
    code: 'PW-SETTING',
    title: 'An annotation that is no setting',
    text: 'An annotation of the pool that begins with poolwright.dev/ names no setting, or has a value that the setting does not take. It counts as absent. The message says what is taken.',
  },
  {
    code: 'PW-SIZE-BOUNDS',
    title: 'A size outside its bounds',
    text: 'The replicas are not between minSize and maxSize, or the two are the wrong way round. Nothing is clamped: the size stays as it is until the manifest is in order, and everything else goes on. Raise maxSize, or lower the replicas.',
  },
  {
    code: 'PW-STRATEGY-UNKNOWN',
    title: 'An allocation strategy that is not known here',
    text: 'The group has an allocation strategy that this version does not know, and the pool leaves the distribution to AWS, so that it stays. Write instancesDistribution to have one of the known strategies.',
  },
  {
    code: 'PW-SUBNET-NONE',
    title: 'No subnet to place instances in',
    text: 'The subnets, zones or failure domains of the pool come to nothing, or to nothing in one of the zones. Name subnets by id, or correct zones and filters. Local and Wavelength Zones are only used when their subnets are named.',
  },
  {
    code: 'PW-SUBNET-SECONDARY',
    title: 'Instances in subnets of a secondary range',
    text: 'The pool names zones and no type of subnet, so all subnets of those zones are used, those of a secondary address range (often meant for pods) among them. Set availabilityZoneSubnetType to private or public, or name subnets by id, to leave them out.',
  },
  {
    code: 'PW-TAG-LIMIT',
    title: 'Too many tags',
    text: 'AWS takes 50 tags for one resource, and instances have some of their own besides those of the pool and the cluster. Remove some additionalTags.',
  },
  {
    code: 'PW-TAG-RESERVED',
    title: 'A tag that is not free',
    text: 'The tags by which a cluster’s things are known keep their value, whatever additionalTags say of them. Remove them from additionalTags.',
  },
  {
    code: 'PW-UNDRAINED',
    title: 'Nodes end undrained',
    text: 'Instances are about to end, and no lifecycle hook for terminating instances gives anybody the time to drain their nodes. Pods on them end with them. Add a hook and something that drains, or accept it.',
  },
  {
    code: 'PW-USER-DATA-SIZE',
    title: 'Bootstrap data is too big',
    text: 'AWS takes 16,384 bytes of user data, before base64. Make the bootstrap data smaller: fetch files at start instead of carrying them.',
  },
  {
    code: 'PW-VERSION-GONE',
    title: 'Instances run a deleted version',
    text: 'Instances were launched from a template or version that has been deleted since, so it cannot be told whether they are as the manifest wants. They stay, unless their type alone shows that they are not. Start a refresh by hand to be sure.',
  },
  {
    code: 'PW-VOLUME-CLASH',
    title: 'A volume that AWS refuses',
    text: 'Type, iops and throughput of a volume do not go together: io1 and io2 need iops, and only gp3 takes a throughput. No template version is made from it, and what exists stays as it is. Correct the volume that the hold names.',
  },
  {
    code: 'PW-WAIT-BOOTSTRAP',
    title: 'The bootstrap Secret is not there',
    text: 'The MachinePool names a Secret with bootstrap data that does not exist in its namespace. The bootstrap provider makes it; if it does not come, look at the bootstrap configuration’s conditions.',
  },
  {
    code: 'PW-WAIT-GONE',
    title: 'Something has to be gone first',
    text: 'AWS deletes a group over minutes, and neither its template nor its name can be dealt with before it is gone. It is looked for again every few seconds. Nothing needs doing.',
  },
  {
    code: 'PW-WAIT-INFRASTRUCTURE',
    title: 'The cluster’s infrastructure is not ready',
    text: 'The Cluster does not say that its infrastructure is provisioned. The pool’s steps are planned and held until it is.',
  },
  {
    code: 'PW-WAIT-MACHINEPOOL',
    title: 'No MachinePool refers to this pool',
    text: 'How many machines there should be, and of which version, stands in a MachinePool whose infrastructureRef names this AWSMachinePool. Without one nothing is planned. Hand it in, or correct the reference.',
  },
  {
    code: 'PW-WAIT-READ',
    title: 'Something has to be read first',
    text: 'The plan rests on something that is not known, is too old to act on, or was written a moment ago. It is read and the pool is planned again at once. If this stays, what is named cannot be read: look at permissions and at the network.',
  },
]

/** In the order of their names. */
export const plannerCodes: CodeTable = [...own, ...nodegroupCodes].sort((x, y) => byText(x.code, y.code))
