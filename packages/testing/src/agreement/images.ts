/**
 * The images of an account, by what a look-up asks for. Which name a look-up goes by is written in Cluster API Provider AWS's pages: the format
 * with the system and the version put in.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import { at, type Maybe, text, word } from './raw.js'

export type Image = {
  readonly id: string
  readonly format: string
  readonly owner: string
  readonly system: string
  /** Of Kubernetes, without its `v`. */
  readonly version: string
}
export type Images = ReadonlyArray<Image>

export const usual = { format: 'capa-ami-{{.BaseOS}}-?{{.K8sVersion}}-*', owner: '819546954734', system: 'ubuntu-24.04' } as const
export const own = { format: 'built-{{.BaseOS}}-{{.K8sVersion}}', owner: '111122223333', system: 'flatcar-stable' } as const

/** One image for each way to ask for each of the versions. */
export const imagesFor = (...versions: ReadonlyArray<string>): Images =>
  versions.flatMap((version) =>
    [usual.format, own.format].flatMap((format, f) =>
      [usual.owner, own.owner].flatMap((owner, o) =>
        [usual.system, own.system].map((system, s) => {
          const rest = f + o + s === 0 ? '' : `-${f}${o}${s}`
          return { id: `ami-${version.replaceAll('.', '')}${rest}`, format, owner, system, version }
        }),
      ),
    ),
  )

/** The ids that a launch template's look-up finds for a version; none where there is no such image. */
export const foundIn = (images: Images, template: Maybe, version: string): ReadonlyArray<string> => {
  const asked = (name: string, otherwise: string) => word(text(at(template, name)) ?? otherwise)
  const [format, owner, system] = [
    asked('imageLookupFormat', usual.format),
    asked('imageLookupOrg', usual.owner),
    asked('imageLookupBaseOS', usual.system),
  ]
  return images.flatMap((i) => (i.format === format && i.owner === owner && i.system === system && i.version === version ? [i.id] : []))
}

/** EKS's own images in the account, each under the parameter that names it (user guide, "Retrieve recommended Amazon Linux AMI IDs"). */
export const eksImages = ['1.33', '1.34'].flatMap((version) =>
  [
    { family: 'AmazonLinux2023', kind: 'standard' },
    { family: 'AmazonLinux2023GPU', kind: 'nvidia' },
  ].map(({ family, kind }) => ({
    id: `ami-eks-${kind}-${version.replace('.', '')}`,
    name: `amazon-eks-node-al2023-x86_64-${kind}-${version}-v20260101`,
    parameter: `/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/x86_64/${kind}/recommended/image_id`,
    family,
    version,
  })),
)

const lookedUpBy = ['imageLookupFormat', 'imageLookupOrg', 'imageLookupBaseOS']
/** Whether a launch template says itself which image, by its id or by a look-up. */
export const saysImage = (template: Maybe): boolean =>
  [at(template, 'ami', 'id'), at(template, 'ami', 'eksLookupType'), ...lookedUpBy.map((name) => at(template, name))].some(
    (u) => text(u ?? '') !== null,
  )
/** The image of a node group's own template: named, looked up by name, or one of EKS's; `null` where there is none. */
export const imageOf = (images: Images, template: Maybe, version: string): Json => {
  const named = text(at(template, 'ami', 'id'))
  if (named !== null) return named
  if (lookedUpBy.some((name) => text(at(template, name)) !== null)) return foundIn(images, template, version)[0] ?? null
  return eksImages.find((i) => i.family === at(template, 'ami', 'eksLookupType') && version.startsWith(`${i.version}.`))?.id ?? null
}
