"""Places, rankings, companies and apps as typed objects; looking them up, and searching."""
