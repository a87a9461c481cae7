"""How the numbers of KPIs came about, line by line."""
