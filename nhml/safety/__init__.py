"""What must not be missed: the safety rules, their alerts, and when no risk is given."""
