"""What we do with it: train and evaluate, start to end."""
