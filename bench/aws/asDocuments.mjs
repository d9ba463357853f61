/** A list of objects as an API server answers it, as the documents of a manifest: `node asDocuments.mjs <list.json> <documents.yaml>`. */
import { readFileSync, writeFileSync } from 'node:fs'

const [from, to] = process.argv.slice(2)
const { items } = JSON.parse(readFileSync(from, 'utf8'))
writeFileSync(to, items.map((item) => JSON.stringify(item, null, 1)).join('\n---\n'))
