"""What tests need and the product never imports.

``postgres.Cluster`` is a real PostgreSQL of one's own, ``budgets`` holds ``assert_budget``,
``query_budget`` and ``assert_no_growth``, ``plugin`` sets pytest up.
"""
