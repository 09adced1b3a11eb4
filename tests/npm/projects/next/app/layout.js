// What every page of the shop has: the widget's provider, around what is rendered on the server.
import { BarrioProvider } from 'barrio/react'

export const metadata = { title: 'Next.js', icons: { icon: 'data:,' } }

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <BarrioProvider config="/barrio.json">{children}</BarrioProvider>
      </body>
    </html>
  )
}
