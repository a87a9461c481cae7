"""What every API endpoint shares, below the apps: answers, preconditions, schemas."""
