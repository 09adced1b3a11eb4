// A shop with nothing special.
export default { poweredByHeader: false }
