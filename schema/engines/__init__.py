"""How each of the two databases is spoken to, below everything that is recorded in them."""
