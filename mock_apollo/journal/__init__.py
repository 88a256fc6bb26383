"""Which calls were made, and how were they answered? The journal, its log, its queries and its exports."""
