"""The public page: what everybody may see, on phones and on a projector; it folds facts and writes nothing."""
