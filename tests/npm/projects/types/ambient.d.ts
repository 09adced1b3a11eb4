// What bundlers give that examples use: the address of a file by `?url`, as Vite has it.
declare module '*?url' {
  const address: string
  export default address
}
