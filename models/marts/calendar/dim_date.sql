-- The time spine that MetricFlow asks for; it wants days, though everything here is printed by the year.
with spine as (
    {{ dbt.date_spine('day', "cast('1990-01-01' as date)", "cast('2041-01-01' as date)") }}
)

select
    cast(date_day as date) as date_day,
    cast(extract(year from date_day) as integer) as calendar_year,
    {{ is_synthetic() }} as is_synthetic
from spine
