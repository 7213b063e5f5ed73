"""The last look at what was built: nothing private, nothing that runs, nothing overdue goes out."""
