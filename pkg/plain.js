// The engine as plain JavaScript, a module of its own: loaded where the page lets no WebAssembly be compiled.
import { begin, Engine, imports } from 'barrio-plain-bindings'
import { instantiate } from 'barrio-plain'

begin({ exports: instantiate(imports()) })

export { Engine }
