// The main job, the gallery and delivery in Firefox: on a desktop and on a phone.
import { everything } from './everything.mjs'

everything('firefox')
