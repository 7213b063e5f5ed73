"""The public log as files that anybody can check with the public key alone."""
