// The look of the site: VitePress's own theme with the colours, fonts and measures of the demo shop.
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

export default DefaultTheme
