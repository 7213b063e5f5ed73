"""The job that turns editions into a static site: collect, render, build, verify, release."""
