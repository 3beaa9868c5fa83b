"""Paper: score sheets, lists, brackets and certificates, typeset with type that every reader's language is right in.

A page is made of data (dataclasses of this room), laid out by a template beside it and pressed into a PDF or pictures
by `tui.paper.press`. Nothing here decides anything: what a page says comes from the definition and the fold.
"""
