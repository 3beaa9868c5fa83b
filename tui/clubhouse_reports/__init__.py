"""What a clubhouse hands to the city: the monthly and yearly forms, as workbook, CSV, PDF and picture."""
