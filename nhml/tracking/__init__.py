"""Where runs are kept: the only room that knows MLflow."""
