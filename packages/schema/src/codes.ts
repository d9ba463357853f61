/**
 * The codes of everything that reading manifests can say.
 * @since 0.1.0
 */
import type { CodeTable } from '@poolwright/core/Code'

export const schemaCodes: CodeTable = [
  {
    code: 'PW-API-VERSION',
    title: 'unknown version of a known kind',
    text: 'The kind is one that Poolwright reads, but not in this group and version. MachinePool and Cluster are read as cluster.x-k8s.io/v1beta1 and v1beta2, AWSMachinePool, AWSManagedMachinePool and AWSCluster as infrastructure.cluster.x-k8s.io/v1beta1 and v1beta2, AWSManagedControlPlane as controlplane.cluster.x-k8s.io/v1beta1 and v1beta2, KubeadmConfig as bootstrap.cluster.x-k8s.io/v1beta1 and v1beta2, Secret as v1. Correct apiVersion, or convert the object with kubectl on a cluster that serves both versions.',
  },
  {
    code: 'PW-BOOTSTRAP-NONE',
    title: 'a pool without bootstrap data',
    text: 'A MachinePool has to say where its machines get their bootstrap data: spec.template.spec.bootstrap.configRef names the object that renders it, dataSecretName the Secret that holds it. Give one of them; for machines that need none, write dataSecretName: "".',
  },
  {
    code: 'PW-CLUSTER-NAME',
    title: 'cluster names that do not match',
    text: 'A pool belongs to one cluster, and every place that names it has to agree: spec.clusterName, spec.template.spec.clusterName, the label cluster.x-k8s.io/cluster-name, and, when the manifests hold Clusters of that namespace, the name of one of them. A wrong label is only a warning, since Cluster API overwrites it. Correct the name that differs.',
  },
  {
    code: 'PW-ENUM',
    title: 'a word that is not among the known ones',
    text: 'The field takes one of a fixed set of words, in exactly the spelling shown. Choose one of them.',
  },
  {
    code: 'PW-FIELD-UNKNOWN',
    title: 'unknown field',
    text: 'The API does not have this field, so an API server would refuse or drop it and nothing would happen. Correct the name (the nearest known one is suggested) or its indentation. Run with --unknown warn to go on with fields that are newer than this release; in objects that an API server printed they are only warned about.',
  },
  {
    code: 'PW-FORMAT',
    title: 'text of another form',
    text: 'The text does not have the form that the field asks for, such as a duration (300s, 1h30m) or an object name. The message says which form is expected.',
  },
  {
    code: 'PW-HOOK',
    title: 'lifecycle hook that AWS refuses',
    text: 'A lifecycle hook needs roleARN and notificationTargetARN together or neither, and a heartbeatTimeout from 30 seconds to 48 hours. Correct the hook.',
  },
  {
    code: 'PW-HOOK-TIMEOUT',
    title: 'lifecycle hook timeout over two hours',
    text: 'Cluster API Provider AWS accepts a heartbeatTimeout of up to 48 hours, but AWS takes at most 7200 seconds for one heartbeat. The hook is held while everything else goes on. Use 2h or less, and extend the wait by recording heartbeats.',
  },
  {
    code: 'PW-HOOK-TWICE',
    title: 'two lifecycle hooks of one name',
    text: 'AWS knows one hook of a name, so the later one overwrites the earlier one. Give each hook a name of its own.',
  },
  {
    code: 'PW-ID-OR-FILTERS',
    title: 'id or filters',
    text: 'A subnet or security group is given by id or found by filters. An entry with both is refused, an entry with neither does nothing. Keep one of them.',
  },
  {
    code: 'PW-IGNITION',
    title: 'Ignition option without effect on pools',
    text: 'ignition.proxy and ignition.tls work for single machines only; Cluster API Provider AWS accepts them on a pool and ignores them. Put proxy and certificate settings into the bootstrap configuration.',
  },
  {
    code: 'PW-KIND-TYPO',
    title: 'a kind that is nearly a known one',
    text: 'The kind differs from one that Poolwright reads by a letter or two, in the same API group. If it were passed over as unknown, the pool would silently not be planned. Correct the spelling.',
  },
  {
    code: 'PW-KUBEADM',
    title: 'KubeadmConfig that its webhook refuses',
    text: 'Two fields of a KubeadmConfig exclude each other or need each other: content and contentFrom, passwd and passwdFrom, layout and diskLayout, authProvider and exec, Ignition and what Ignition cannot do. File paths and argument names must be unique. Correct the field that the message names.',
  },
  {
    code: 'PW-KUSTOMIZATION',
    title: 'a kustomization instead of manifests',
    text: 'A kustomization names other files and patches; reading those files one by one would plan something else than what it builds. Build it first: kustomize build DIRECTORY | poolwright plan -f -.',
  },
  {
    code: 'PW-MARKET',
    title: 'ways of buying that exclude each other',
    text: 'marketType, spotMarketOptions and capacityReservationId contradict each other: a capacity block needs a reservation, Spot and on-demand reservations exclude each other, and a reservation allows no preference but CapacityReservationsOnly. On an object that an API server already holds this is a warning, because only creation is refused. Keep one way of buying.',
  },
  {
    code: 'PW-NAME-LENGTH',
    title: 'a name that AWS does not take',
    text: 'The Auto Scaling group and the launch template are named after the AWSMachinePool, and AWS takes launch template names of 3 to 128 characters only. Rename the object (and the reference to it).',
  },
  {
    code: 'PW-NAME-SHARED',
    title: 'two pools with one name in AWS',
    text: 'Two AWSMachinePools of different namespaces have the same name. The group in AWS is named after the pool without its namespace, so within one account and region both would fight for one group. Rename one of them unless they live in different accounts or regions. Two AWSManagedMachinePools of one cluster come to the same node group when they name the same one, or when their names differ in dots and underscores only: write eksNodegroupName in one of them.',
  },
  {
    code: 'PW-NODE-TAINTS',
    title: 'taints that EKS refuses',
    text: 'A node group takes at most 50 taints, and each key once for one effect. Cluster API Provider AWS accepts more, and the group is held. Take the others away.',
  },
  {
    code: 'PW-NODEGROUP-NAME',
    title: 'a node group name that EKS refuses',
    text: 'A node group is called by 1 to 63 letters, digits, hyphens and underscores, the first of them a letter or digit. Correct eksNodegroupName, or leave it out: a name is then made of namespace and name.',
  },
  {
    code: 'PW-NOT-AN-OBJECT',
    title: 'not a Kubernetes object',
    text: 'A document is no mapping with apiVersion and kind. Templates of other tools and value files are not manifests; leave them out, or render them first. A document that begins in the wrong column is a common cause.',
  },
  {
    code: 'PW-NOTHING',
    title: 'no objects at all',
    text: 'None of the files holds an object. Check the path, and whether what was piped in is empty because the command before failed.',
  },
  {
    code: 'PW-OBJECT-TWICE',
    title: 'the same object twice',
    text: 'An object of this kind, namespace and name was read before, perhaps in another version or because a file was given twice. Which one is meant cannot be guessed. Take one away.',
  },
  {
    code: 'PW-POOL-UNUSED',
    title: 'a pool’s infrastructure that no MachinePool uses',
    text: 'Nothing refers to this AWSMachinePool or AWSManagedMachinePool, so nothing is planned for it. Add the MachinePool that names it in spec.template.spec.infrastructureRef, in the same namespace, or take it away.',
  },
  {
    code: 'PW-PROVIDER-NONE',
    title: 'a pool of another provider',
    text: 'The MachinePool refers to a kind of infrastructure that this installation does not provide. The pool is left alone and everything else is planned.',
  },
  {
    code: 'PW-RANGE',
    title: 'a value out of range',
    text: 'The value is of the right type, but smaller, larger, shorter or longer than the API or AWS takes. The message says what is allowed.',
  },
  {
    code: 'PW-REF-NAMESPACE',
    title: 'a reference into another namespace',
    text: 'Cluster API looks for the infrastructure object in the namespace of the pool, whatever namespace the reference names. Take the namespace away, or move one of the objects.',
  },
  {
    code: 'PW-REF-NOTHING',
    title: 'a reference that points at nothing',
    text: 'The object that is referred to is not among the manifests. Pools are planned from both objects, so both have to be given: add the file, correct the name, or put them into one namespace.',
  },
  {
    code: 'PW-REF-SHARED',
    title: 'two pools with one infrastructure',
    text: 'Two MachinePools refer to the same AWSMachinePool or AWSManagedMachinePool; what stands behind it can have one desired size only, and Cluster API refuses the second owner. Give each pool an object of its own.',
  },
  {
    code: 'PW-REFRESH',
    title: 'refresh preferences that AWS refuses',
    text: 'maxHealthyPercentage needs minHealthyPercentage and may be at most 100 above it; percentages below start at 0 and end at 100; the only strategy is Rolling. Correct spec.refreshPreferences.',
  },
  {
    code: 'PW-REMOTE-ACCESS',
    title: 'remote access for everybody and for some',
    text: 'With public: true port 22 is open to the world, and source groups would say that it is not. On an object that an API server already holds this is a warning, because only creation is refused. Keep one of them.',
  },
  {
    code: 'PW-REQUIRED',
    title: 'a missing field',
    text: 'The API requires this field. If it seems to be there, look at its indentation and spelling: an unknown field of a similar name is reported beside it.',
  },
  {
    code: 'PW-SECRET-DATA',
    title: 'a Secret that cannot be decoded',
    text: 'Values under data of a Secret are base64. Encode the value, or write it as plain text under stringData. The value itself is never shown.',
  },
  {
    code: 'PW-SECRET-VALUE',
    title: 'a bootstrap Secret without data',
    text: 'The Secret that a pool names as dataSecretName is among the manifests but has no key value, which is where bootstrap data belongs. Add it, or name another Secret.',
  },
  {
    code: 'PW-SIZE-ORDER',
    title: 'minSize above maxSize',
    text: 'Cluster API Provider AWS accepts a minSize larger than maxSize on Auto Scaling groups, AWS does not: the group is held. Raise maxSize or lower minSize.',
  },
  {
    code: 'PW-SPOT',
    title: 'Spot options beside a mixed instances policy',
    text: 'A mixed instances policy decides itself how many instances are Spot, so the launch template may not ask for Spot as well. Take spotMarketOptions away and use instancesDistribution.',
  },
  {
    code: 'PW-TAGS',
    title: 'tags that AWS refuses',
    text: 'A tag key has 1 to 128 characters and does not begin with aws:, a value has at most 256, both hold only letters, digits, blanks and _ . : / = + - @, and an object takes at most 50 tags. Variables are replaced in values, not in keys.',
  },
  {
    code: 'PW-TAINTS',
    title: 'taints on a pool',
    text: 'Cluster API refuses taints in a MachinePool. Put them into the bootstrap configuration, under joinConfiguration.nodeRegistration.taints.',
  },
  {
    code: 'PW-TEMPLATE-BESIDE',
    title: 'what a launch template leaves no room for',
    text: 'A node group with awsLaunchTemplate takes instance type, disk, SSH key and security groups from there, and EKS refuses them beside it; an image in the template, named or looked up, makes its images CUSTOM and leaves no room for amiVersion; an instance profile is EKS’s to attach. What Cluster API Provider AWS refuses as well is an error, the rest holds the node group. Write the field where the message says.',
  },
  {
    code: 'PW-TYPE',
    title: 'a value of another type',
    text: 'The field takes another type: text instead of a number, a list instead of a single value. YAML reads unquoted 1.30, true and 123 as numbers and booleans, so quote them where text is wanted; words such as yes and on are text, so write true or false.',
  },
  {
    code: 'PW-UPDATE-CONFIG',
    title: 'an update configuration with both or neither',
    text: 'updateConfig says how many nodes may be down at once, as a number or as a percentage, one of them. Leave updateConfig out for one node at a time.',
  },
  {
    code: 'PW-VAR-BOOTSTRAP',
    title: 'a variable in the name of a bootstrap object',
    text: 'Nothing is replaced in bootstrap documents, because shell text there belongs to the machine. A name or namespace with a variable therefore stays as it is, and no pool finds it. Render the template first, for example with clusterctl generate.',
  },
  {
    code: 'PW-VAR-MISSING',
    title: 'variables that are not set',
    text: 'Some ${NAME} have neither a value in the environment nor a default. All of them are listed with their places. Set them, write ${NAME:-default}, or pass --no-substitute to keep the text.',
  },
  {
    code: 'PW-VAR-SYNTAX',
    title: 'a variable that cannot be replaced',
    text: 'Only ${NAME}, ${NAME:-default} and ${NAME:=default} are replaced; other string functions are not guessed at. Render the template first, write $${…} for the text itself, or pass --no-substitute.',
  },
  {
    code: 'PW-VERSION',
    title: 'a version that is not one',
    text: 'A Kubernetes version has three numbers, as in v1.34.0; the leading v may be left out, a pre-release and a build may follow. Cluster API refuses anything else.',
  },
  {
    code: 'PW-VOLUME',
    title: 'a volume that AWS refuses',
    text: 'Volumes of type io1 and io2 need iops; throughput is for gp3 only, for a root volume from 125 to 2000 MiB/s; every volume but the root needs a deviceName. On an object that an API server already holds this is a warning, because only creation is refused.',
  },
  {
    code: 'PW-VOLUME-TWICE',
    title: 'two volumes on one device',
    text: 'Two volumes have the same deviceName. Cluster API Provider AWS accepts it, AWS refuses the launch template. Give each its own.',
  },
  {
    code: 'PW-YAML',
    title: 'not well-formed YAML or JSON',
    text: 'The document cannot be read from the place shown on; only its first fault is reported, other documents are still read. Frequent causes: tabs as indentation, a missing quote or bracket, text that begins with a special character, a line that is indented differently than its siblings.',
  },
  {
    code: 'PW-YAML-ALIASES',
    title: 'aliases that lead nowhere or explode',
    text: 'An alias (*name) names no anchor above it, stands inside of what it names, or the aliases of a document together stand for more than a hundred thousand values. Write the values out.',
  },
  {
    code: 'PW-YAML-BYTES',
    title: 'not UTF-8 text',
    text: 'The file holds a NUL byte or bytes that are no UTF-8: it is binary or in another encoding such as UTF-16. Save it as UTF-8.',
  },
  {
    code: 'PW-YAML-DEPTH',
    title: 'nested too deeply or too large',
    text: 'Values are nested more than a hundred deep, indented by more than a thousand columns, crowd a line by the thousand, are hundreds of thousands of next to no length, or the source is larger than 64 Mi characters. Manifests never are: look whether this is the right file.',
  },
  {
    code: 'PW-YAML-DUPLICATE',
    title: 'a key given twice',
    text: 'A mapping has the same key twice. Kubernetes would take one of them without saying which. Take one away.',
  },
]
