"""The few words that all kinds of record share."""
