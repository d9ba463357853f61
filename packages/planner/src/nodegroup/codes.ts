/**
 * The codes of what plans of managed node groups and their roles say.
 * @since 0.1.0
 */
import type { CodeTable } from '@poolwright/core/Code'

export const nodegroupCodes: CodeTable = [
  {
    code: 'PW-CLUSTER-KIND',
    title: 'A node group of another kind of cluster',
    text: 'EKS makes node groups for its own clusters only, and the Cluster of this AWSManagedMachinePool has another control plane. Use an AWSMachinePool, or refer to a Cluster whose controlPlaneRef is an AWSManagedControlPlane.',
  },
  {
    code: 'PW-CUSTOM-IMAGE',
    title: 'A new version needs a new image',
    text: 'The nodes start from an image that the launch template names, so that EKS cannot move them to another version of Kubernetes by itself. Name an image of that version in awsLaunchTemplate.ami.id; the nodes are then replaced.',
  },
  {
    code: 'PW-FOREIGN-LABELS',
    title: 'Labels of somebody else',
    text: 'The node group has labels that the manifest does not name and that no record says are the pool’s. They stay. Add them to the manifest to manage them, or set ownership to strict to have everything removed that the manifest does not name.',
  },
  {
    code: 'PW-FOREIGN-POLICIES',
    title: 'Policies that somebody else attached',
    text: 'The pool’s role has policies attached that neither the manifest names nor a record says the pool attached. They stay. Add them to roleAdditionalPolicies to manage them, or set ownership to strict to have them detached.',
  },
  {
    code: 'PW-FOREIGN-TAGS',
    title: 'Tags of somebody else',
    text: 'The node group, a group behind it or the pool’s role has tags that the manifest does not name and that no record says are the pool’s. They stay. Add them to additionalTags to manage them; take away by hand what nobody needs any more, such as tags that the pool put there under a record that was lost.',
  },
  {
    code: 'PW-FOREIGN-TAINTS',
    title: 'Taints of somebody else',
    text: 'The node group has taints that the manifest does not name and that no record says are the pool’s. They stay. Add them to the manifest to manage them, or set ownership to strict to have everything removed that the manifest does not name.',
  },
  {
    code: 'PW-GROUP-MISSING',
    title: 'The group behind a node group is gone',
    text: 'EKS names an Auto Scaling group for the node group that does not exist: somebody deleted it. EKS does not make it again. Delete the node group so that it is made anew, or set recreateFailed or replace.',
  },
  {
    code: 'PW-HOOKS-UNUSED',
    title: 'Lifecycle hooks on a managed pool',
    text: 'The Auto Scaling group behind a node group belongs to EKS, and Cluster API Provider AWS accepts lifecycleHooks there without doing anything. Set nodeGroupHooks to true to have them put on that group, or remove them.',
  },
  {
    code: 'PW-NODEGROUP-BUSY',
    title: 'EKS is busy with the node group',
    text: 'While a node group is made or updated EKS takes no other update of it and does not delete it. What is to be done is shown and goes once that has ended; tags go at once. Nothing needs doing; an update that makes no progress says why in a finding of its own.',
  },
  {
    code: 'PW-NODEGROUP-CLASH',
    title: 'What EKS does not take together',
    text: 'Fields of the pool exclude each other or are more than EKS takes, though the API accepts them: an image in the launch template beside amiType or amiVersion, a launch template beside diskSize, instanceType or remoteAccess, more than 50 taints or 20 instance types. No node group is made until it is corrected; the hold says which.',
  },
  {
    code: 'PW-NODEGROUP-FAILED',
    title: 'A node group that could not be made or deleted',
    text: 'EKS takes no update for a node group in this state, only its deletion; the hold has EKS’s issues with their causes and what to do about each. Correct the cause, then delete the node group, or set recreateFailed to true to have that done: it is made anew from the manifest as it is by then.',
  },
  {
    code: 'PW-NODEGROUP-HEALTH',
    title: 'EKS says that something is wrong with the node group',
    text: 'An issue of the node group’s health, or of an update under way: its code, the resources it is about, its cause, what to do, and EKS’s own words. The pool is planned like any other meanwhile, and the finding goes when EKS no longer says so.',
  },
  {
    code: 'PW-NODEGROUP-STATUS',
    title: 'A state that is not known here',
    text: 'EKS describes the node group with a status that this version does not know. Nothing is done with the group until it has another one. Look whether there is a newer release.',
  },
  {
    code: 'PW-NODEGROUP-TWO',
    title: 'One node group takes the place of another',
    text: 'The pool has two node groups, because something changed that EKS changes on none that is there. The new one stays; the old one is deleted once the new one is active and the setting replace is allowed. If that setting was taken back meanwhile, set it again or delete the old group by hand.',
  },
  {
    code: 'PW-REPAIR-LOST',
    title: 'Node repair is switched off',
    text: 'EKS keeps no thresholds of node repair while it is switched off, so that those the node group has are lost with it. Note them, or set them again with the setting nodeRepair when you switch it on.',
  },
  {
    code: 'PW-REPLACE',
    title: 'Only another one could be as asked',
    text: 'AWS never changes these fields of a thing that is there; the hold names them with what is there and what is asked for. Everything else goes on. Take the change back; or, for node groups, set replace to allowed: a second group is made under another name, and the first is deleted once that one is active.',
  },
  {
    code: 'PW-ROLE-KEPT',
    title: 'The role stays',
    text: 'The pool is deleted and its role is not: another pool uses it, or nothing says that it was made for this pool. Delete it by hand once nobody uses it.',
  },
  {
    code: 'PW-ROLE-POLICIES-GATE',
    title: 'Additional policies are not allowed',
    text: 'roleAdditionalPolicies attaches policies to an IAM role, which takes the setting EKSAllowAddRoles, as with Cluster API Provider AWS. Nothing of the role is changed and no node group made until then. Set it, or remove the policies.',
  },
  {
    code: 'PW-ROLE-POLICIES-UNUSED',
    title: 'Additional policies without effect',
    text: 'The role of the nodes is not managed here: the setting EKSEnableIAM is off, or the role is somebody else’s. Policies in roleAdditionalPolicies are then not attached. Attach them yourself, or let the role be managed.',
  },
  {
    code: 'PW-ROLE-SERVICE-LINKED',
    title: 'A role of AWS’s own',
    text: 'roleName names a service-linked role, which AWS keeps for one of its services and which nodes cannot have. Name a role that EC2 may assume, with the policies that nodes need.',
  },
  {
    code: 'PW-ROLE-TAKEN',
    title: 'The name of the pool’s role is taken',
    text: 'A role with the name that the pool’s own would have was there already, and its tags do not say that it is the pool’s. It is used as it is: nothing is attached to it, and it stays when the pool goes. See that it trusts EC2 and has the policies that nodes need; name it in roleName if it is meant, or another one if it is not.',
  },
  {
    code: 'PW-SERVICE-LINKED-ROLE',
    title: 'A permission that the first node group needs',
    text: 'EKS works through service-linked roles, and makes those that an account does not have in the name of whoever makes the first node group. If that is refused, allow iam:CreateServiceLinkedRole for the service that the message names, or make the role once by hand.',
  },
  {
    code: 'PW-SIZE-ELSEWHERE',
    title: 'Somebody else sets the size',
    text: 'The MachinePool says that its replicas are managed elsewhere, and the node group has another size than it says. That size stays; whoever keeps the MachinePool can write it there.',
  },
  {
    code: 'PW-SIZE-MOVED',
    title: 'New bounds move the size',
    text: 'EKS takes no bounds without a size within them. The size that somebody else set is outside the new minimum and maximum, and moves to the nearer of them in the same request.',
  },
  {
    code: 'PW-SSH-OPEN',
    title: 'Port 22 is open to the world',
    text: 'remoteAccess.public makes EKS open port 22 of every node to any address. Name source security groups instead, unless that is what you want.',
  },
  {
    code: 'PW-TAINT-TWICE',
    title: 'Two taints of one key and effect',
    text: 'A node has one taint of a key for an effect; of two in the manifest only the later one counts. Remove the other.',
  },
  {
    code: 'PW-TEMPLATE-KEPT',
    title: 'A launch template stays',
    text: 'The pool is deleted, and a launch template of its name is not, because it does not say that it is this pool’s, or because nothing says any more what it is called. Look for it in EC2 and delete it if nobody uses it.',
  },
  {
    code: 'PW-TEMPLATE-LOST',
    title: 'The node group’s launch template is gone',
    text: 'A node group keeps to the launch template that it was made with, by its id, and that one was deleted; one of the same name is another one. Sizes, labels and tags go on; versions do not. Set replace to allowed to have another node group made with a new template.',
  },
  {
    code: 'PW-UPDATE-FAILED',
    title: 'The last update failed',
    text: 'EKS ended an update that asked for the same without success; the hold has its errors with their causes and what to do. A changed manifest goes through at once. What may pass by itself is tried again ten minutes later; anything else waits: remove the cause, then set retryFailedRefresh, or force to afterFailure where pods could not be evicted, or start the update by hand.',
  },
  {
    code: 'PW-UPDATE-FIRST',
    title: 'The configuration goes first',
    text: 'EKS runs one update of a node group at a time. Sizes, labels and taints take seconds and a new version hours, so that the configuration goes first and the version when it has ended. Nothing needs doing.',
  },
  {
    code: 'PW-UPDATE-RUNNING',
    title: 'An update is under way',
    text: 'EKS is carrying out an update of the node group. It cannot be stopped; it is looked at every few seconds, and what it meets is shown as findings.',
  },
  {
    code: 'PW-VERSION-DOWNGRADE',
    title: 'EKS takes no node group back',
    text: 'The version or release that is asked for is older than the one that the nodes run, and EKS has no way back. Ask for what they run, or for something newer; for an older one another pool is needed.',
  },
  {
    code: 'PW-VERSION-SKEW',
    title: 'Nodes far behind their cluster',
    text: 'Kubernetes supports nodes that are at most three minor versions behind their API server (two before 1.28), and these are further. Move the pool to the cluster’s version.',
  },
  {
    code: 'PW-VERSION-UNREACHABLE',
    title: 'A version that EKS does not take',
    text: 'EKS moves a node group to the version of its cluster or leaves it where it is; nothing in between. Ask for the cluster’s version.',
  },
  {
    code: 'PW-WAIT-CLUSTER',
    title: 'The EKS cluster is not ready',
    text: 'EKS has no such cluster, or is changing it, and changes no node group meanwhile. What is to be done is shown and goes once the cluster is active. If there should be one, look at the AWSManagedControlPlane’s eksClusterName and region.',
  },
  {
    code: 'PW-WAIT-CLUSTER-NAME',
    title: 'Nothing says which cluster the pool belongs to',
    text: 'Node groups are found by their cluster’s name, and the pool is being deleted without a MachinePool, a label or a record that names it. Put the label cluster.x-k8s.io/cluster-name on the pool.',
  },
  {
    code: 'PW-WAIT-ROLE',
    title: 'The role of the nodes is not there yet',
    text: 'A node group is made with an IAM role that exists and has its policies. It is made in a later pass if EKSEnableIAM is set; otherwise make the role, with the policies that EKS asks for, or name another one in roleName.',
  },
  {
    code: 'PW-WAIT-SUCCESSOR',
    title: 'The new node group has to be active first',
    text: 'A node group whose place another one takes is deleted only when that one is active, so that there are nodes all the time. Nothing needs doing; if the new one does not become active, its own findings say why.',
  },
  {
    code: 'PW-WAIT-VERSION',
    title: 'The cluster has to be upgraded first',
    text: 'Nodes cannot run a newer version than their API server. The nodes are moved once the cluster has the version that is asked for. Raise the version of the AWSManagedControlPlane.',
  },
]
