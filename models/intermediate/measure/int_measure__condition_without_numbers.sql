-- One row a published standard for all schools of which neither students nor teachers are printed or filed in the report year, instead of one each.
with school as (
    select
        school_id, case when school_level = 'secondary' then 'secondary' else 'college' end as sector,
        case when school_level = 'secondary' then '上海中职' else '上海高职' end as subject_id
    from {{ ref('dim_school') }}
    where is_current and school_level in ('secondary', 'higher_vocational')
),

known as (
    select school_id, year from {{ ref('int_policy__school_condition') }}
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

standard as (
    select measure_id, sector from {{ ref('policy_condition_measure') }}
),

final as (
    select
        standard.measure_id, school.subject_id, report_year.year, count(*) as schools, count(known.school_id) as known_schools
    from standard
    inner join school on standard.sector = school.sector
    cross join report_year
    left join known on school.school_id = known.school_id and report_year.year = known.year
    group by standard.measure_id, school.subject_id, report_year.year
    having count(known.school_id) < count(*)
)

select
    {{ measure_row(
        measure_id='measure_id', subject_type="'city'", subject_id='subject_id', subject_name='subject_id', year='year',
        numerator='known_schools', denominator='schools', reason="'schools_without_numbers'",
        evidence=dbt.concat(["cast(known_schools as " ~ dbt.type_string() ~ ")", "' / '", "cast(schools as " ~ dbt.type_string() ~ ")"])
    ) }}
from final
