"""A tablet's screen: a station's terminal in a browser of the hall, through textual-serve, all from this computer."""
