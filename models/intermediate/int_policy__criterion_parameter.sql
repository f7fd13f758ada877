-- The parameters of the early warning side by side, as they stand at the end of each year for which a document reports.
with parameter as (
    select parameter_id, valid_from, valid_until, value from {{ ref('int_policy__parameter') }}
),

year as (
    select academic_year as year from {{ ref('fact_programme') }}
    union
    select academic_year from {{ ref('fact_enrolment') }}
    union
    select period_year from {{ ref('fact_graduate_outcome') }}
),

final as (
    select
        year.year as parameter_year
        {%- for name in [
            'i13_scale_percentile', 'i13_scale_minimum', 'i13_scale_points', 'i13_growth', 'i13_growth_minimum', 'i13_growth_base', 'i13_share_school',
            'i13_share_city', 'i13_share_majors', 'i13_demand', 'i13_placement', 'i13_placement_graduates', 'i13_tested_minimum', 'i13_high_priority',
            'i06_lowest_grade', 'i06_intake_plan', 'i06_placement', 'i06_placement_graduates', 'i06_tested_minimum', 'i06_high_priority',
        ] %},
        max(case when parameter.parameter_id = '{{ name }}' then parameter.value end) as {{ name }}
        {%- endfor %}
    from year
    inner join parameter
        on {{ year_end('year.year') }} >= parameter.valid_from and {{ year_end('year.year') }} < parameter.valid_until
    group by year.year
)

select * from final
