"""The lessons' screen: what to do, run, what happened, next."""
