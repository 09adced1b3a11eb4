// Home and departments: pages that are lists of products.
import { reportLists } from './lists.js'

reportLists()
