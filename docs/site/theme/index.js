// The look of the site: VitePress's own theme with the colours, fonts and measures of the demo shop.
import { useData } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { onMounted, watch } from 'vue'
import './style.css'

/** The first page has no `<main>` in VitePress's theme; the element around its content says that it is that. */
function landmark() {
  const { frontmatter } = useData()
  const mark = (layout) => {
    const content = document.getElementById('VPContent')
    if (layout === 'home') content?.setAttribute('role', 'main')
    else content?.removeAttribute('role')
  }
  onMounted(() => watch(() => frontmatter.value.layout, mark, { immediate: true, flush: 'post' }))
}

export default { extends: DefaultTheme, setup: landmark }
