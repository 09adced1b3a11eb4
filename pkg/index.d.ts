// The types of barrio: what a page calls and what it hears. Those of the store file are made of its JSON Schema.
import type { BarrioStoreFile } from './store.js'

export type {
  Action, Agent, Block, Campaign, Channel, Condition, Content, Crm, Format, Program, Schedule, Theme, Trigger, Variant,
} from './store.js'

/** The store file. In code `const file: StoreFile = { … }` completes it and finds what is wrong. */
export type StoreFile = BarrioStoreFile

/** Starts the widget. While one runs, gives that one. In Node.js, one that does nothing. */
export function init(options: Options): Promise<Barrio>

/**
 * The engine alone, for tests and simulations: time and chance are arguments. In Node.js give the bytes of
 * `barrio_bg.wasm`, `barrio_speak.wasm` and `barrio_why.wasm`.
 */
export function createEngine(config: Config, wasm?: Wasm, rest?: Wasm, why?: Wasm): Promise<Engine>

type Wasm = BufferSource | WebAssembly.Module | URL | string

/** The address of a store file, or what it holds. */
export type Config = string | URL | StoreFile

export interface Options {
  config: Config
  /** The visitor's country, ISO 3166, where the server knows better than the browser. */
  country?: string
  /** Who this is, as `identify` takes it: an id, or an object with `id` and traits; `null` where nobody is logged in. */
  user?: string | number | null | (Traits & { id?: string | number })
  /** What the visitor has answered elsewhere. */
  consent?: Purposes
  /** `memory` keeps nothing on the device. */
  storage?: 'local' | 'memory'
  /** Taken so that a page may give the same options everywhere: barrio adds no script and no style element that needs it. */
  nonce?: string
  /** Writes every event to the console, and opens the debug panel on the page. `?barrio=debug` in its address opens it too. */
  debug?: boolean
  /** Counts visitors whose browser is driven by a program (`navigator.webdriver`), for tests. */
  allowWebdriver?: boolean
  /** The long list of referring sites, `sources.json` beside this module, or its address: it is only fetched where it is named. */
  sources?: string | URL | Record<string, unknown>
}

/** Nothing here throws; what goes wrong is an `error` event. */
export interface Barrio {
  /** Something that the visitor did, by GA4's name: `view_item`, `add_to_cart`, `begin_checkout`, `purchase`… */
  track(event: string, properties?: Properties): void
  /** A page view. They are counted by themselves on load and when the address changes. */
  page(properties?: Properties): void
  /**
   * Says who this is; with one object, only what is known of them. `null` says that nobody is logged in, which ends who
   * was, as `reset` does, and changes nothing for a guest: so a page may say it every time.
   */
  identify(id: string | number | null, traits?: Traits): void
  identify(traits: Traits): void
  /** The person logged out. */
  reset(): void
  consent(purposes: Purposes): void
  /** Shows a campaign now, whatever its audience, its trigger and its limits say. */
  show(campaign: string): void
  /** Closes one message, or all. */
  dismiss(campaign?: string): void
  /** Opens the first of the store's chat channels that is on the page. Call it in the visitor's click. */
  chat(): void
  /** What is known of the visitor, and for every campaign whether it may be shown now or why not; loads what says so. */
  explain(campaign?: string): Promise<Explanation>
  /** Hears an event; what it returns stops that. They are also on `window`, as `barrio:shown` and so on. */
  on<Name extends keyof Events>(name: Name, handler: (detail: Events[Name]) => void): () => void
  /** All that the device holds. */
  export(): Record<string, unknown>
  /** Erases it. */
  forget(options?: { /** The CRM is asked to erase what it knows of the person, too. */ tell?: boolean }): void
  /** Leaves the page as it was. */
  destroy(): void
}

export interface Events {
  shown: { campaign: string }
  dismissed: { campaign: string }
  clicked: { campaign: string; action: string }
  /** An answer to a survey; again with each further one. */
  answered: { campaign: string; variant?: string; answers: Properties; complete: boolean }
  opt_in: { campaign: string; fields: Record<string, unknown> }
  /** In a form; or with `purpose` and `method`, by a withdrawal through the API after an opt-in. */
  opt_out: { campaign?: string; fields?: Record<string, unknown>; purpose?: string; method?: string }
  /** Wishes that were saved in a preference centre. */
  preferences: { campaign: string; fields: Record<string, unknown> }
  /** A message that was left. */
  generate_lead: { campaign: string; fields: Record<string, unknown> }
  /** The visitor took away what this browser knows of them: all that `export()` gives. */
  export: Record<string, unknown>
  chat: { agent: string; locale: string }
  /** Somebody entered a program, a step of it came or will not come, or they left; `entry` counts the entries. */
  program_step: {
    program: string
    entry: number
    status: 'entered' | 'exited' | 'completed' | StepEnd
    step?: string
    campaign?: string
    variant?: string
    tag?: string
    /** With `entered`: when each step is due, in ISO 8601. */
    steps?: { step: string; at: string }[]
  }
  /** A CRM has taken messages. */
  sent: { crm: string; messages: number }
  /**
   * `path` says where in the store file; `crm` and `status` which CRM refused what, with the ids of the `messages`;
   * `dropped` how many of which event there was no room for; `records` which of the device's were damaged; `selector` which
   * one of a trigger is no CSS selector.
   */
  error: {
    message: string
    path?: string
    crm?: string
    status?: number
    messages?: string[]
    dropped?: Record<string, number>
    records?: string[]
    selector?: string
  }
}

declare global {
  interface WindowEventMap {
    'barrio:shown': CustomEvent<Events['shown']>
    'barrio:dismissed': CustomEvent<Events['dismissed']>
    'barrio:clicked': CustomEvent<Events['clicked']>
    'barrio:answered': CustomEvent<Events['answered']>
    'barrio:opt_in': CustomEvent<Events['opt_in']>
    'barrio:opt_out': CustomEvent<Events['opt_out']>
    'barrio:preferences': CustomEvent<Events['preferences']>
    'barrio:generate_lead': CustomEvent<Events['generate_lead']>
    'barrio:export': CustomEvent<Events['export']>
    'barrio:chat': CustomEvent<Events['chat']>
    'barrio:program_step': CustomEvent<Events['program_step']>
    'barrio:sent': CustomEvent<Events['sent']>
    'barrio:error': CustomEvent<Events['error']>
  }
}

export interface Engine {
  issues(): Issue[]
  /** One input at its time gives the effects in their order. */
  step(now: Date | number, input: { type: string; [key: string]: unknown }): Record<string, unknown>[]
  explain(now: Date | number, campaign?: string): Explanation
  /** How many campaigns have the visitor in their audience, after the last input. */
  reach(): number
  /**
   * The arithmetic of experiments, to compare with other tools: `hash` (seed, value, version), `getBucketRange`
   * (variants, coverage, weights), `chooseVariation` (number, ranges), `inNamespace` (id, namespace), `getEqualWeights`.
   */
  bucket(kind: string, args: unknown[]): unknown
  /** Gives its memory back. */
  free(): void
}

/** What is known and decided at one moment. Times are milliseconds since 1970. Without a page, only the first and the last. */
export interface Explanation {
  /** Attributes by the first part of their names in the store file. */
  visitor: Record<string, unknown>
  /** A program and no person: nothing is shown to it, and it is not counted. */
  bot?: boolean
  /** How many events the journal holds, and how often each was ever recorded. */
  journal?: { events: number; times?: Record<string, number> }
  /** How many messages were shown, of how many allowed; and when the pause after the last one ends. */
  budget?: { session: [used: number, allowed: number]; day: [used: number, allowed: number]; gap_until?: number }
  /** For each purpose whether it is allowed, and who decides: form, api, init, gpc, consent_mode, tcf, gpp, shopify, default. */
  consent?: Record<keyof Purposes, { granted: boolean; by: string }>
  /** How many messages wait, how much room they take, and how many of which event had none. */
  outbox?: { waiting: number; bytes: number; dropped?: Record<string, number> }
  relation?: ExplainedRelation
  programs?: ExplainedProgram[]
  campaigns: ExplainedCampaign[]
}

export interface ExplainedProgram {
  program: string
  /** `outside`: never entered. */
  state: 'outside' | 'active' | 'completed' | 'exited'
  entered?: number
  left?: number
  /** Why it was left, in a sentence. */
  because?: string
  steps: {
    step: string
    /** `waiting` is due, and does not hold or is not the last that does; `later` is not due yet. */
    state: 'later' | 'waiting' | 'now' | StepEnd
    due?: number
    /** Since when its state is what became of it. */
    at?: number
  }[]
}

/** What became of a step. `held`: the person is held out of its campaign; `skipped`: a later one came first. */
export type StepEnd = 'shown' | 'held' | 'tagged' | 'skipped' | 'expired'

/** Where the person stands with the store, and why. */
export interface ExplainedRelation {
  /** The stage of the customer pyramid; `until` when it stays so if nothing happens, where that is known. */
  lifecycle: { stage: 'probable' | 'potential' | 'active' | 'inactive'; because: string; until?: number }
  score: { value: number; lead: 'cold' | 'warm' | 'hot' }
  /** The strongest first, five at most. */
  interests?: string[]
  brands?: string[]
  price_bands?: string[]
  /** The tags of what is never shown to them. */
  exclusions?: string[]
}

export interface ExplainedCampaign {
  campaign: string
  format: string
  shown: boolean
  /** `ready` may be shown now; `waiting` lacks its trigger or its place; `stopped` may not be shown. */
  verdict: 'shown' | 'ready' | 'waiting' | 'stopped'
  /** The first rule that is against it, in a sentence; and until when, where that is known. */
  reason?: string
  until?: number
  variant?: string
  /** In the order in which they are asked. */
  rules: ExplainedRule[]
}

export interface ExplainedRule {
  rule:
    | 'visitor' | 'purpose' | 'audience' | 'program' | 'exclusion' | 'content' | 'schedule' | 'experiment'
    | 'frequency' | 'elsewhere' | 'trigger' | 'place' | 'budget'
  verdict: Verdict
  says: string
  /** What the audience asks: all of them must hold. */
  asks?: Asked[]
}

export type Verdict = 'yes' | 'no' | 'unknown'

/** One question of an audience, or several together. */
export type Asked = { verdict: Verdict } & (
  | { ask: string; must: unknown; saw?: unknown }
  | { did: Properties; saw: number }
  | { all: Asked[] }
  | { any: Asked[] }
  | { not: Asked }
  | { audience: string; of: Asked }
)

/** What is wrong in a store file, and where. */
export interface Issue {
  path: string
  message: string
}

export type Properties = Record<string, unknown>
export type Traits = Record<string, unknown>
export type Purposes = Partial<Record<'preferences' | 'analytics' | 'marketing', boolean>>
