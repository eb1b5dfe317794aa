"""How text falls into lines. Pure: knows no fonts' files, no pages and no markup."""
