-- What: enrolment of a school in the star equals the school total that was filed. When: majors are filed beside a total.
-- Resolve: look at int_enrolment__placed; a total counted twice or lost is a fault of the model. Campus rows beside a whole-school row of the same school would be a double count too.
with total as (
    select
        school_id, academic_year, coalesce(campus, '') as campus,
        sum(case when pathway = 'all' then students end) as school_total,
        sum(case when pathway <> 'all' then students end) as pathway_totals
    from {{ ref('stg_enrolment') }}
    where major_as_printed is null
    group by school_id, academic_year, coalesce(campus, '')
),

-- Without a school total only the pathways with a total of their own are compared, so majors of other pathways are not in doubt here.
filed as (
    select school_id, academic_year, campus, school_total as students from total where school_total is not null
),

placed as (
    select dim_school.school_id, fact_enrolment.academic_year, coalesce(fact_enrolment.campus, '') as campus, sum(fact_enrolment.students) as students
    from {{ ref('fact_enrolment') }} as fact_enrolment
    inner join {{ ref('dim_school') }} as dim_school on fact_enrolment.school_key = dim_school.school_key
    group by dim_school.school_id, fact_enrolment.academic_year, coalesce(fact_enrolment.campus, '')
)

select filed.school_id, filed.academic_year, filed.campus, filed.students, placed.students as placed_students
from filed
left join placed on filed.school_id = placed.school_id and filed.academic_year = placed.academic_year and filed.campus = placed.campus
where filed.students <> coalesce(placed.students, -1)
