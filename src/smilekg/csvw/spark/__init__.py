"""The same compiled functions on Apache Spark."""
