"""What villagers find by words: an index for each village, beside the releases."""
