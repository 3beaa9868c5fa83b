"""Shows, asks and composes: the command line, the screens, translations, the town."""
