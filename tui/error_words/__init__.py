"""The sentence and the exit code of every error that can reach a reader."""
