"""The law as arithmetic and roles: plain values in, an answer and its source out."""
