"""All residents: found as one types, and who stands there twice."""
