"""The public log of a town: what became of every edition, so that no change goes unseen."""
