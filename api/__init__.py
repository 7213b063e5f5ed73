"""Who asks, when and within which limits, over HTTP."""
