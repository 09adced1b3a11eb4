// What docs/npm.md says about Vite, and nothing else.
export default {
  // Small files as addresses in the scripts (data:) would need a policy that allows them.
  build: { assetsInlineLimit: 0 },
}
