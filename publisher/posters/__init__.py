"""What hangs on the board of the village: every document, and each month, as PDF for A4 and A3."""
