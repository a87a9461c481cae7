"""What the forms of KPIs send, read into the arguments of actions."""
