"""One bundle a release, with panels and what the release said of them."""
