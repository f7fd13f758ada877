-- Planned intake against the latest filed one, for the majors of the four categories whose scale item 13 controls.
with line as (
    select * from {{ ref('int_policy__line') }} where action = 'change_intake' and school_level in ('higher_vocational', 'vocational_undergraduate')
),

controlled as (
    select major_key, major_code from {{ ref('dim_major') }} where is_controlled_category
),

intake as (
    select school.school_id, controlled.major_code, enrolment.academic_year, sum(enrolment.intake) as intake
    from {{ ref('fact_enrolment') }} as enrolment
    inner join {{ ref('dim_school') }} as school on enrolment.school_key = school.school_key
    inner join controlled on enrolment.major_key = controlled.major_key
    where enrolment.intake is not null and enrolment.campus is null
    group by school.school_id, controlled.major_code, enrolment.academic_year
),

-- The latest intake before the year in which the plan takes effect.
ranked as (
    select
        line.*, intake.intake as filed_intake,
        row_number() over (
            partition by line.scenario_id, line.school_id, line.object_key
            order by
                intake.academic_year desc nulls last, line.decision_date desc, line.planned_intake desc, line.major_code, line.filing_school_id, line.pathway
        ) as recency
    from line
    inner join controlled on line.major_code = controlled.major_code
    left join intake on line.school_id = intake.school_id and line.major_code = intake.major_code and intake.academic_year < line.year
),

final as (
    select
        *,
        case when planned_intake > filed_intake then 'scale_rises' when planned_intake <= filed_intake then 'scale_falls' else 'unknown' end as settled
    from ranked
    where recency = 1
)

select
    {{ measure_row(
        measure_id="'planned_intake_change'", act="'proposal'", scenario_id='scenario_id', subject_type="'school'", subject_id='school_id',
        subject_name='school_name', object_key='object_key', object_code='major_code', year='year', rule_date='decision_date',
        value='planned_intake - filed_intake', numerator='planned_intake', denominator='filed_intake', reason="'intake_unknown'",
        forced_outcome='settled'
    ) }}
from final
