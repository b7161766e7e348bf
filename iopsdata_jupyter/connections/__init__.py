"""Opens databases: configurations, the manager that holds what is open, one driver a dialect."""
