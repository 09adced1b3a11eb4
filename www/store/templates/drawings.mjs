// Turns the drawings of img/products into framed pictures, and places them in scenes.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const viewBox = 'viewBox="0 0 800 1000"'
const inside = (svg) => svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim()

/** A picture in a product's colour; `box` is the part of the drawing that it shows. */
function framed(product, drawing, [x, y, width, height], shadow) {
  const ground = shadow ? `<ellipse cx="400" cy="930" rx="250" ry="16" fill="#10291f" opacity=".08"/>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="800" height="1000">`
    + `<path d="M-200-200H1000V1200H-200Z" fill="${product.tint}"/>${ground}${drawing}</svg>\n`
}

const placed = (drawing, [x, y, width]) => `<svg x="${x}" y="${y}" width="${width}" height="${width * 1.25}" ${viewBox}>${drawing}</svg>`

// Where the three pairs and, last and so in front, the product itself lie in a wide picture.
const places = [[60, 250, 460], [930, 30, 460], [1120, 330, 440], [400, 45, 640]]

/** A product among the things that go well with it. */
function outfit(product, inner) {
  const things = [...product.pairs, product.id].map((id, i) => placed(inner[id], places[i]))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" width="1600" height="900"><path d="M0 0H1600V900H0Z" fill="${product.tint}"/>${things.join('')}</svg>\n`
}

/** Each product's whole picture, its close-up and its outfit, and the bare drawings by product. */
export async function drawings(folder, products) {
  const inner = {}
  const files = []
  for (const product of products) {
    inner[product.id] = inside(await readFile(join(folder, `${product.id}.svg`), 'utf8'))
    files.push({ path: `img/products/${product.id}.svg`, svg: framed(product, inner[product.id], [0, 0, 800, 1000], true) })
    files.push({ path: `img/products/${product.id}-close.svg`, svg: framed(product, inner[product.id], product.crop, false) })
  }
  for (const product of products) files.push({ path: `img/products/${product.id}-outfit.svg`, svg: outfit(product, inner) })
  return { inner, files }
}

/** Replaces each `{{product NAME X Y WIDTH}}` of a scene with that product's drawing. */
export function drawScene(scene, inner) {
  return scene.replace(/^\s*<!--.*-->\s*/, '').replace(/\{\{product (\S+) (\S+) (\S+) (\S+)\}\}/g, (_, name, x, y, width) => {
    if (!inner[name]) throw new Error(`A scene places the product "${name}", and there is no drawing of that name in img/products.`)
    return placed(inner[name], [x, y, width])
  })
}
