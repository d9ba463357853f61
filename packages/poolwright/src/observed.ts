/**
 * What is there, in plain types: what `observe` prints and the promise-based entry returns.
 * @since 0.1.0
 */
import type { Hold } from './document.js'

export type ObservedInstance = {
  readonly id: string
  /** The lifecycle state as AWS spells it: `Pending`, `InService`, `Terminating`, … */
  readonly state: string
  readonly healthy: boolean
  readonly type: string
  readonly zone: string
  /** The launch template version that it was launched from. */
  readonly version: string
  /** ISO 8601. Absent where the cloud does not say: AWS's groups do not. */
  readonly launchedAt?: string
  /** Seconds since it was launched. Absent as `launchedAt` is. */
  readonly age?: number
}

export type ObservedRefresh = {
  readonly group: string
  readonly id: string
  readonly status: string
  readonly percent: number
  readonly startedAt: string
}

export type ObservedGroup = {
  readonly scope: string
  readonly name: string
  readonly min: number
  readonly max: number
  readonly desired: number
  /** Id and version that new instances are launched from; the version is a number, `$Latest` or `$Default`. */
  readonly template: { readonly id: string; readonly version: string }
  readonly instances: ReadonlyArray<ObservedInstance>
  /** Newest first. In AWS only of groups that are not at rest. */
  readonly refreshes: ReadonlyArray<ObservedRefresh>
}

export type ObservedNodegroup = {
  readonly scope: string
  readonly cluster: string
  readonly name: string
  /** As EKS spells it: `CREATING`, `ACTIVE`, `DEGRADED`, … */
  readonly status: string
  /** A minor version of Kubernetes, and the release of the image; the image's id where it is one of one's own. */
  readonly version: string
  readonly release: string
  readonly min: number
  readonly max: number
  readonly desired: number
  /** The Auto Scaling groups behind it; one, once it is made. */
  readonly groups: ReadonlyArray<string>
  /** What keeps it from being well, in EKS's codes, and the resources that it is about. */
  readonly issues: ReadonlyArray<{ readonly code: string; readonly message: string; readonly resources: ReadonlyArray<string> }>
}

export type ObservedTemplate = {
  readonly scope: string
  readonly id: string
  readonly name: string
  readonly defaultVersion: number
  readonly latestVersion: number
  /** The numbers that still exist. Absent in AWS, where that would be a request for each template. */
  readonly versions?: ReadonlyArray<number>
}

export type ObservedWorld = {
  readonly format: 1
  /** The world's own time, ISO 8601. */
  readonly time: string
  readonly groups: ReadonlyArray<ObservedGroup>
  /** Of EKS; in AWS only where manifests say which. */
  readonly nodegroups: ReadonlyArray<ObservedNodegroup>
  readonly templates: ReadonlyArray<ObservedTemplate>
  /** What held each pool when it was last looked at. */
  readonly holds: ReadonlyArray<{ readonly pool: string; readonly hold: Hold }>
}
