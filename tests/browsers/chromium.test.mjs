// The main job, the gallery and delivery in Chromium: on a desktop and on a phone.
import { everything } from './everything.mjs'

everything('chromium')
