"""Shanghai vocational-education warehouse: from printed reports and school filings to a trusted star schema."""
