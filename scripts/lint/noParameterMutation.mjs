/**
 * An ESLint rule: a function does not change what it was given. Arrays, maps and sets that a function made itself it may fill
 * as it likes; `no-param-reassign` covers assignments to a parameter's properties, this rule the methods that mutate.
 */

const methods = {
  Array: ['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  Map: ['set', 'delete', 'clear'],
  Set: ['add', 'delete', 'clear'],
  WeakMap: ['set', 'delete'],
  WeakSet: ['add', 'delete'],
}
const candidates = new Set(Object.values(methods).flat())

/** `xs` in `xs.push(1)`, `xs` in `xs.a[0].push(1)`; null where the receiver is not reached from a name. */
const rootOf = (node) =>
  node.type === 'MemberExpression' ? rootOf(node.object) : node.type === 'TSNonNullExpression' ? rootOf(node.expression) : node

const isParameter = (scope, name) => {
  for (let s = scope; s; s = s.upper) {
    const variable = s.set.get(name)
    if (variable) return variable.defs.some((d) => d.type === 'Parameter')
  }
  return false
}

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: { mutates: '`{{method}}` changes the parameter `{{name}}`: build and return a new value' },
  },
  create: (context) => {
    const services = context.sourceCode.parserServices
    const builtIn = (node) => {
      const symbol = services.getTypeAtLocation(node).getSymbol()
      const own = symbol?.declarations?.some((d) => services.program.isSourceFileDefaultLibrary(d.getSourceFile()))
      return own ? symbol.getName() : undefined
    }
    return {
      'CallExpression > MemberExpression.callee[property.type="Identifier"]': (node) => {
        const method = node.property.name
        const root = candidates.has(method) ? rootOf(node.object) : undefined
        if (root?.type !== 'Identifier' || !isParameter(context.sourceCode.getScope(node), root.name)) return
        if (methods[builtIn(node.object) ?? '']?.includes(method))
          context.report({ node, messageId: 'mutates', data: { method, name: root.name } })
      },
    }
  },
}
