"""The journal: facts committed to SQLite before anything is shown."""
