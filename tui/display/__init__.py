"""The hall's screen: what everybody may see, page after page, read from the journal while others write it."""
