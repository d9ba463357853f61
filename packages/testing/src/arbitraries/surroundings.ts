/**
 * What stands in the accounts of both kinds of pools alike.
 * @since 0.1.0
 */
import { type Images, own } from '../agreement/images.js'

/** Images as an account is provisioned with them. */
export const builds = (images: Images): ReadonlyArray<{ readonly id: string; readonly name: string; readonly owner: string }> =>
  images.map(({ id, format, owner, system, version }) => ({
    id,
    owner,
    name: format === own.format ? `built-${system}-${version}` : `capa-ami-${system}-v${version}-1`,
  }))

/** Tags of a security group, for filters. */
export const groupTags = (id: string): { readonly [key: string]: string } => ({
  team: id === 'sg-2' ? 'net' : 'nodes',
  ...(id === 'sg-1' ? { crew: 'net' } : id === 'sg-2' ? { crew: 'night' } : {}),
})
