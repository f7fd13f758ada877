-- What: a school has whole-school rows or campus rows of enrolment in a year, not both; they would add up twice.
-- When: two documents speak of a school and of its campus. Resolve: keep one of them in the facts, the other as reported figure.
select school_key, academic_year
from {{ ref('fact_enrolment') }}
group by school_key, academic_year
having count(distinct case when campus is null then 1 else 2 end) > 1
