"""Who may do what with cases, reflections and outcomes."""
