"""What the gate of the publisher holds back, who lets it go all the same, and whom nobody names."""
