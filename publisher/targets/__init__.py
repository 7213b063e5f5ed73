"""Where a live release is put besides the data folder."""
