"""People as a clinic meets them, with what must be said of them."""
