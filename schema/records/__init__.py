"""One module per kind of record: stored, served, asked, done, shown."""
