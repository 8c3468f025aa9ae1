"""What the laboratory sent: panels in canonical units, with what is wrong beside them."""
