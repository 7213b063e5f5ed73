"""The files that committees have: spreadsheets and regulation texts, read and written."""
