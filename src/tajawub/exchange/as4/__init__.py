"""AS4 (OASIS AS4 1.0 over ebMS 3.0), RSA suite of the eDelivery Common Profile: pure, no database, no network."""
