"""What the model sees: analytes, indices and symptoms as one matrix."""
