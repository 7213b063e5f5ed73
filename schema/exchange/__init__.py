"""Records into workbooks and back: what committees deliver, and what they are given."""
