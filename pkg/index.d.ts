// The types of barrio: what a page calls, what it hears, and the store file in outline.

/** Starts the widget. While one runs, gives that one. In Node.js, one that does nothing. */
export function init(options: Options): Promise<Barrio>

/** The engine alone, for tests and simulations: time and chance are arguments. */
export function createEngine(config: Config, wasm?: BufferSource | WebAssembly.Module | URL | string): Promise<Engine>

/** The address of a store file, or what it holds. */
export type Config = string | URL | StoreFile

export interface Options {
  config: Config
  /** The visitor's country, ISO 3166, where the server knows better than the browser. */
  country?: string
  /** Who this is, as `identify` takes it: an id, or an object with `id` and traits. */
  user?: string | number | (Traits & { id?: string | number })
  /** What the visitor has answered elsewhere. */
  consent?: Purposes
  /** `memory` keeps nothing on the device. */
  storage?: 'local' | 'memory'
  /** Taken so that a page may give the same options everywhere: barrio adds no script and no style element that needs it. */
  nonce?: string
  /** Writes every event to the console. */
  debug?: boolean
}

/** Nothing here throws; what goes wrong is an `error` event. */
export interface Barrio {
  /** Something that the visitor did, by GA4's name: `view_item`, `add_to_cart`, `begin_checkout`, `purchase`… */
  track(event: string, properties?: Properties): void
  /** A page view. They are counted by themselves on load and when the address changes. */
  page(properties?: Properties): void
  /** Says who this is; with one object, only what is known of them. */
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
  /** What is known of the visitor, and for every campaign whether it may be shown now or why not. */
  explain(campaign?: string): Explanation
  /** Hears an event; what it returns stops that. They are also on `window`, as `barrio:shown` and so on. */
  on<Name extends keyof Events>(name: Name, handler: (detail: Events[Name]) => void): () => void
  /** All that the device holds. */
  export(): Record<string, unknown>
  /** Erases it. */
  forget(): void
  /** Leaves the page as it was. */
  destroy(): void
}

export interface Events {
  shown: { campaign: string }
  dismissed: { campaign: string }
  clicked: { campaign: string; action: string }
  answered: { campaign: string } & Properties
  opt_in: { campaign: string; fields: Record<string, unknown> }
  opt_out: Properties
  chat: { agent: string; locale: string }
  /** A CRM has taken messages. */
  sent: { crm: string; messages: number }
  /** `path` says where in the store file, `status` what a CRM answered. */
  error: { message: string; path?: string; status?: number; messages?: string[] }
}

declare global {
  interface WindowEventMap {
    'barrio:shown': CustomEvent<Events['shown']>
    'barrio:dismissed': CustomEvent<Events['dismissed']>
    'barrio:clicked': CustomEvent<Events['clicked']>
    'barrio:answered': CustomEvent<Events['answered']>
    'barrio:opt_in': CustomEvent<Events['opt_in']>
    'barrio:opt_out': CustomEvent<Events['opt_out']>
    'barrio:chat': CustomEvent<Events['chat']>
    'barrio:sent': CustomEvent<Events['sent']>
    'barrio:error': CustomEvent<Events['error']>
  }
}

export interface Engine {
  issues(): Issue[]
  /** One input at its time gives the effects in their order. */
  step(now: Date | number, input: { type: string; [key: string]: unknown }): Record<string, unknown>[]
  explain(now: Date | number, campaign?: string): Explanation
  /** Gives its memory back. */
  free(): void
}

export interface Explanation {
  visitor: Record<string, unknown>
  campaigns: { campaign: string; shown: boolean; [reason: string]: unknown }[]
}

/** What is wrong in a store file, and where. */
export interface Issue {
  path: string
  message: string
}

export type Properties = Record<string, unknown>
export type Traits = Record<string, unknown>
export type Purposes = Partial<Record<'preferences' | 'analytics' | 'marketing', boolean>>

/** The store file in outline. `barrio.schema.json` says everything. */
export interface StoreFile {
  $schema?: string
  version: 1
  store?: { name?: string; country?: string; locale?: string; currency?: string; [name: string]: unknown }
  consent?: { default?: Answer | Partial<Record<keyof Purposes, Answer>>; sources?: string[] }
  frequency?: { perSession?: number; perDay?: number; gap?: string }
  audiences?: Record<string, Condition>
  campaigns?: Campaign[]
  agents?: Properties[]
  channels?: { type: string; [key: string]: unknown }[]
  crm?: { type: string; url?: string; [key: string]: unknown }[]
  /** Events that go to the CRM where analytics is allowed. */
  share?: string[]
  theme?: Properties
  [key: string]: unknown
}

export interface Campaign {
  id: string
  format: string
  audience?: Condition
  trigger?: { on: string; after?: string; where?: Condition }
  frequency?: { times?: number; per?: string; untilDismissed?: boolean; stopAfter?: string[] }
  priority?: number
  purpose?: 'none' | keyof Purposes
  /** By language. */
  content: Record<string, { blocks: Properties[]; thanks?: Properties[] }>
  [key: string]: unknown
}

export type Answer = 'granted' | 'denied'
export type Condition = Record<string, unknown>
