"""The one command people type: `zuwu`."""
