"""What the review and the planning session do in their rooms, beside what every meeting does."""
