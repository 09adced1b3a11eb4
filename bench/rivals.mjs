// The same conditions as GrowthBook, json-logic-js and JavaScript written by hand would decide them.
import { evalCondition } from '@growthbook/growthbook'
import jsonLogic from 'json-logic-js'

const patterns = new Map()

// json-logic has no regular expressions of its own; each is compiled once, as GrowthBook does it.
jsonLogic.add_operation('matches', (text, source) => {
  if (!patterns.has(source)) patterns.set(source, new RegExp(source))
  return patterns.get(source).test(text)
})

/** Whether a condition of GrowthBook's language holds. */
export const holds = (condition, visitor) => evalCondition(visitor, condition)

/** Each operator of the benchmark as a rule of json-logic. */
const RULES = {
  $in: (value, operand) => ({ in: [value, operand] }),
  $nin: (value, operand) => ({ '!': { in: [value, operand] } }),
  $ne: (value, operand) => ({ '!==': [value, operand] }),
  $gt: (value, operand) => ({ '>': [value, operand] }),
  $gte: (value, operand) => ({ '>=': [value, operand] }),
  $lt: (value, operand) => ({ '<': [value, operand] }),
  $regex: (value, operand) => ({ matches: [value, operand] }),
}

function toRule([name, check]) {
  const [[operator, operand]] = Object.entries(check)
  if (name === 'interests') return { some: [{ var: name }, { in: [{ var: '' }, operand] }] }
  return RULES[operator]({ var: name }, operand)
}

const toLogic = (condition) => ({ and: Object.entries(condition).map(toRule) })

/** Operators that JavaScript has. */
const SIGNS = { $ne: '!==', $gt: '>', $gte: '>=', $lt: '<' }

const either = (value, operand) => `(${operand.map((one) => `${value} === ${JSON.stringify(one)}`).join(' || ')})`

/** A predicate as somebody would write it by hand; `constant` keeps what is to be made once, and names it. */
function toCode([name, check], constant) {
  const [[operator, operand]] = Object.entries(check)
  const value = `visitor.${name}`
  if (operator === '$regex') return `${constant(new RegExp(operand))}.test(${value})`
  if (name === 'interests') return `${value}.some((one) => ${constant(new Set(operand))}.has(one))`
  if (operator === '$nin') return `!${either(value, operand)}`
  if (operator === '$in') return operand.length > 3 ? `${constant(new Set(operand))}.has(${value})` : either(value, operand)
  return `${value} ${SIGNS[operator]} ${JSON.stringify(operand)}`
}

/** A function of the visitor's attributes; its sets and patterns are made once. */
function toClosure(condition) {
  const constants = []
  const constant = (made) => `constants[${constants.push(made) - 1}]`
  const code = Object.entries(condition).map((entry) => toCode(entry, constant)).join(' && ')
  return new Function('constants', `return (visitor) => ${code}`)(constants)
}

/**
 * Each rival's way to count the conditions that hold for a visitor, and to list them. Each has loops of its own:
 * a shared one would cost the fastest of them most.
 */
export function createRivals(conditions) {
  const rules = conditions.map(toLogic)
  const closures = conditions.map(toClosure)
  return {
    growthbook: {
      count(visitor) {
        let count = 0
        for (const condition of conditions) if (evalCondition(visitor, condition)) count++
        return count
      },
      list: (visitor) => conditions.map((condition) => evalCondition(visitor, condition)),
    },
    'json-logic': {
      count(visitor) {
        let count = 0
        for (const rule of rules) if (jsonLogic.apply(rule, visitor)) count++
        return count
      },
      list: (visitor) => rules.map((rule) => jsonLogic.apply(rule, visitor)),
    },
    closures: {
      count(visitor) {
        let count = 0
        for (const closure of closures) if (closure(visitor)) count++
        return count
      },
      list: (visitor) => closures.map((closure) => closure(visitor)),
    },
  }
}
