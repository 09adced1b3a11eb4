// Nothing is said here: the package needs no setting in Next.js.
export default {}
