"""Whether a site is what its log says, as a stranger finds who has the public key alone."""
