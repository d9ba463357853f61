import { describe, expect, it } from 'vitest'
import { account, answered, refusalOf, scope, start } from './account.fixture.js'
import { emptyWorld, provision } from './seed.js'

type Image = {
  readonly ImageId: string
  readonly Name: string
  readonly Architecture: string
  readonly CreationDate: string
  readonly OwnerId: string
}
const filters = (given: { readonly [name: string]: string }) => ({
  Filters: Object.entries(given).map(([Name, value]) => ({ Name, Values: [value] })),
})
const images = (given: { readonly [name: string]: string }) =>
  answered(account, 'ec2:DescribeImages', filters(given))['Images'] as ReadonlyArray<Image>
const byCapa = (version: string, architecture = 'x86_64', system = 'ubuntu-24.04') =>
  images({
    name: `capa-ami-${system}-?${version}-*`,
    'owner-id': '819546954734',
    architecture,
    state: 'available',
    'virtualization-type': 'hvm',
  })
const architectures = (type: string) => answered(account, 'ec2:DescribeInstanceTypes', filters({ 'instance-type': type }))['InstanceTypes']

describe('the catalogue', () => {
  it.each(['1.16.8', '1.31.2', '1.99.0'])('has two images of Kubernetes %s for either architecture', (version) => {
    const found = byCapa(version)
    expect(found.map((x) => x.Name)).toEqual([
      expect.stringContaining(`capa-ami-ubuntu-24.04-v${version}-`),
      expect.stringContaining(`-v${version}-`),
    ])
    expect(found[0]).toMatchObject({
      OwnerId: '819546954734',
      Architecture: 'x86_64',
      RootDeviceName: '/dev/sda1',
      BlockDeviceMappings: [{ Ebs: { VolumeSize: 8 } }],
    })
    expect((found[0]?.CreationDate ?? '') < (found[1]?.CreationDate ?? '')).toBe(true)
    expect(byCapa(version, 'arm64').map((x) => x.Architecture)).toEqual(['arm64', 'arm64'])
  })
  it('knows an image by the id that it answered, and different ones by different ids', () => {
    const all = [...byCapa('1.31.2'), ...byCapa('1.31.2', 'arm64'), ...byCapa('1.31.3'), ...byCapa('1.31.2', 'x86_64', 'flatcar-stable')]
    expect(new Set(all.map((x) => x.ImageId)).size).toBe(8)
    for (const x of all) {
      expect(x.ImageId).toMatch(/^ami-[0-9a-f]{17}$/)
      expect(images({ 'image-id': x.ImageId })).toEqual([x])
      expect(answered(account, 'ec2:DescribeImages', { ImageIds: [x.ImageId] })['Images']).toEqual([x])
    }
  })
  it('has nothing of systems, owners and patterns that it does not know', () => {
    expect(byCapa('1.31.2', 'x86_64', 'temple-os')).toEqual([])
    expect(images({ name: 'capa-ami-ubuntu-24.04-?1.31.2-*', 'owner-id': '1' })).toEqual([])
    expect(images({ name: 'my-own-*' })).toEqual([])
  })
  it('tells the processors of instance types by their names', () => {
    const of = (...list: ReadonlyArray<string>) => [{ ProcessorInfo: { SupportedArchitectures: list } }]
    for (const type of ['m5.large', 'g4dn.xlarge', 'p5.48xlarge', 't3.medium', 'm7i-flex.large'])
      expect(architectures(type)).toMatchObject(of('x86_64'))
    for (const type of ['m6g.large', 'c7gn.2xlarge', 'im4gn.large', 'g5g.xlarge', 'a1.large', 'm7gd.metal'])
      expect(architectures(type)).toMatchObject(of('arm64'))
    expect(architectures('t2.micro')).toMatchObject(of('i386', 'x86_64'))
    for (const type of ['m5', 'm5.larg', 'large']) expect(architectures(type)).toEqual([])
    expect(refusalOf(account, 'ec2:DescribeInstanceTypes', { InstanceTypes: ['m5.larg'] })).toContain('InvalidInstanceType')
  })
  it('has EKS images behind parameters, and lists the names it does not know', () => {
    const path = (x: string) => `/aws/service/eks/optimized-ami/${x}/recommended/image_id`
    const good = [
      '1.31/amazon-linux-2',
      '1.31/amazon-linux-2-arm64',
      '1.31/amazon-linux-2-gpu',
      '1.34/amazon-linux-2023/x86_64/standard',
      '1.34/amazon-linux-2023/arm64/standard',
      '1.34/amazon-linux-2023/x86_64/nvidia',
    ].map(path)
    const bad = [path('1.33/amazon-linux-2'), path('1.31/plan9'), '/mine']
    const answer = answered(account, 'ssm:GetParameters', { Names: [...good, ...bad] })
    expect(answer['InvalidParameters']).toEqual(bad)
    const values = (answer['Parameters'] as ReadonlyArray<{ readonly Value: string }>).map((p) => p.Value)
    expect(new Set(values).size).toBe(6)
    for (const id of values) expect(images({ 'image-id': id }).length).toBe(1)
  })
  it('is not there unless it is asked for', () => {
    const plain = provision(emptyWorld(start), scope, {
      images: [{ id: 'ami-1' }],
      instanceTypes: [{ name: 'm5.large' }],
      parameters: { '/mine': 'ami-1' },
    })
    expect(answered(plain, 'ec2:DescribeImages', filters({ name: 'capa-ami-ubuntu-24.04-?1.31.2-*' }))).toEqual({ Images: [] })
    expect(refusalOf(plain, 'ec2:DescribeInstanceTypes', { InstanceTypes: ['m6g.large'] })).toContain('InvalidInstanceType')
    expect(answered(plain, 'ssm:GetParameters', { Names: ['/mine'] })).toMatchObject({ Parameters: [{ Value: 'ami-1' }] })
  })
})

describe('what was provisioned', () => {
  const w = provision(account, scope, {
    subnets: [{ id: 'subnet-x', zone: 'eu-west-1a', public: true, vpc: 'vpc-2', tags: { tier: 'front' } }],
    securityGroups: [{ id: 'sg-x', name: 'nodes', vpc: 'vpc-2', tags: { role: 'node' } }],
  })
  const subnets = (given: { readonly [name: string]: string }) =>
    (answered(w, 'ec2:DescribeSubnets', filters(given))['Subnets'] as ReadonlyArray<{ readonly SubnetId: string }>).map((s) => s.SubnetId)
  it('is found by its filters, all of them, with wildcards', () => {
    expect(subnets({ 'availability-zone': 'eu-west-1a' })).toEqual(['subnet-a', 'subnet-x'])
    expect(subnets({ 'availability-zone': 'eu-west-1a', 'map-public-ip-on-launch': 'true' })).toEqual(['subnet-x'])
    expect(subnets({ 'tag:tier': 'fr*t' })).toEqual(['subnet-x'])
    expect(subnets({ 'tag-key': 'tie?' })).toEqual(['subnet-x'])
    expect(subnets({ 'subnet-id': 'subnet-\\*' })).toEqual([])
    expect(answered(w, 'ec2:DescribeSecurityGroups', filters({ 'group-name': 'nodes', 'vpc-id': 'vpc-2' }))).toMatchObject({
      SecurityGroups: [{ GroupId: 'sg-x' }],
    })
  })
  it('is an error when it is named and not there, and so is a filter that there is not', () => {
    expect(refusalOf(w, 'ec2:DescribeSubnets', { SubnetIds: ['subnet-a', 'subnet-0'] })).toContain('InvalidSubnetID.NotFound')
    expect(refusalOf(w, 'ec2:DescribeSecurityGroups', { GroupIds: ['sg-0'] })).toContain('InvalidGroup.NotFound')
    expect(refusalOf(w, 'ec2:DescribeImages', { ImageIds: ['ami-0'] })).toContain('InvalidAMIID.NotFound')
    expect(refusalOf(w, 'ec2:DescribeSubnets', filters({ colour: 'red' }))).toContain('InvalidParameterValue')
  })
  it('comes in pages of at least five', () => {
    const many = provision(account, scope, { subnets: Array.from({ length: 9 }, (_, i) => ({ id: `subnet-n${i}`, zone: 'z' })) })
    const first = answered(many, 'ec2:DescribeSubnets', { MaxResults: 5 })
    const second = answered(many, 'ec2:DescribeSubnets', { MaxResults: 5, NextToken: first['NextToken'] })
    const third = answered(many, 'ec2:DescribeSubnets', { MaxResults: 5, NextToken: second['NextToken'] })
    const ids = [first, second, third].flatMap((x) => (x['Subnets'] as ReadonlyArray<{ readonly SubnetId: string }>).map((s) => s.SubnetId))
    expect(ids.length).toBe(12)
    expect(new Set(ids).size).toBe(12)
    expect(third['NextToken']).toBeUndefined()
    expect(refusalOf(many, 'ec2:DescribeSubnets', { MaxResults: 4 })).toContain('InvalidParameterValue')
  })
})
