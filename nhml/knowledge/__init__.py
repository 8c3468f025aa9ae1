"""What medicine says: clinical tables, every row with its source."""
