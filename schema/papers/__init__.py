"""Pictures and papers that are handed in: what they are, what must not slip out, where they lie."""
