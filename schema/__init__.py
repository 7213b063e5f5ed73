"""What is recorded, what may be done with it, and who may see it."""
