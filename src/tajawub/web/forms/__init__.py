"""Forms of the legal acts: fields with their labels and articles, from what was posted to a typed body and back."""
