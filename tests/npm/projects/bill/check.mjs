// Says what is wrong with a bill of materials in CycloneDX, by its own strict validator; nothing where all is well.
import { readFile } from 'node:fs/promises'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

const text = await readFile(process.argv[2], 'utf8')
const { specVersion } = JSON.parse(text)
if (!Object.values(Spec.Version).includes(specVersion)) throw new Error(`There is no CycloneDX ${specVersion}.`)
const faults = await new Validation.JsonStrictValidator(specVersion).validate(text)
if (faults) console.log(JSON.stringify(faults, null, 2))
