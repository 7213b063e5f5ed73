"""How officers get in, and who lets them: accounts, sessions, attempts, grants."""
