"""Who we learn from: people, their outcome, and how they are split."""
