-- All measures in one shape: an interval, the interval of the precondition, and an outcome that the facts force.
with school as (
    select school_id, school_name, school_level from {{ ref('dim_school') }} where is_current and school_key > 0
),

college as (
    select school_id, school_name from school where school_level in ('higher_vocational', 'vocational_undergraduate')
),

counted as (
    select * from {{ ref('int_policy__count') }}
),

report_year as (
    select max(report_year) as year from {{ ref('dim_document') }}
),

-- Where no list is filed, a printed number of majors of the whole college stands in for it (named by hand: most counts are parts).
printed_count as (
    select dim_school.school_id, figure.value as majors, figure.figure_id
    from {{ ref('figure_major_count') }} as figure_major_count
    inner join {{ ref('fact_reported_figure') }} as figure on figure_major_count.figure_id = figure.figure_id
    inner join {{ ref('dim_school') }} as dim_school on figure.school_key = dim_school.school_key
),

-- Every college is a subject; one without a filed list or a printed number has no value, which is not zero.
state_count as (
    select
        college.school_id,
        college.school_name,
        coalesce(counted.year, report_year.year) as year,
        -- A whole list first, then a printed number, then the majors named as a lower bound.
        case when counted.recruiting_high is null then coalesce(printed_count.majors, counted.recruiting_low) else counted.recruiting_low end as recruiting_low,
        coalesce(counted.recruiting_high, printed_count.majors) as recruiting_high,
        case when counted.recruiting_high is null then coalesce(printed_count.figure_id, counted.evidence) else counted.evidence end as evidence,
        counted.recruiting_low is not null as is_named,
        lag(counted.recruiting_low) over (partition by college.school_id order by counted.year) as earlier_low,
        lag(counted.recruiting_high) over (partition by college.school_id order by counted.year) as earlier_high
    from college
    cross join report_year
    left join counted on college.school_id = counted.school_id and counted.scenario_id = 'actual'
    left join printed_count on college.school_id = printed_count.school_id
),

recruiting_major_count as (
    select
        'recruiting_major_count' as measure_id, 'state' as act, 'actual' as scenario_id, 'school' as subject_type, school_id as subject_id,
        school_name as subject_name, '' as object_key, year, {{ year_end('year') }} as rule_date,
        cast(recruiting_low as decimal(24, 6)) as value_low, cast(recruiting_high as decimal(24, 6)) as value_high,
        cast(null as decimal(24, 6)) as pre_low, cast(null as decimal(24, 6)) as pre_high,
        cast(null as {{ dbt.type_string() }}) as forced_outcome,
        case when is_named then '报告只印出该校部分专业，总数未知' else '该校专业清单未填报，报告也未印出' end as missing_zh,
        case when is_named then 'only some majors of this college are printed, so their number is unknown' else 'no programme list of this college is filed or printed' end as missing_en,
        evidence
    from state_count
),

major_count_change as (
    select
        'major_count_change', 'state', 'actual', 'school', school_id, school_name, '', year, {{ year_end('year') }},
        cast(recruiting_low - earlier_high as decimal(24, 6)), cast(recruiting_high - earlier_low as decimal(24, 6)),
        cast(recruiting_low as decimal(24, 6)), cast(recruiting_high as decimal(24, 6)),
        cast(null as {{ dbt.type_string() }}),
        '缺上一年度专业数', 'the number of majors a year earlier is missing', evidence
    from state_count
),

proposed as (
    select
        added.scenario_id, added.school_id, school.school_name, added.year, added.checkpoint_date,
        added.recruiting_low, added.recruiting_high, added.evidence,
        exited.recruiting_low as exited_recruiting_low,
        exited.filed_low as exited_filed_low, exited.filed_high as exited_filed_high
    from counted as added
    inner join counted as exited
        on added.scenario_id = exited.scenario_id and added.school_id = exited.school_id
        and added.checkpoint_date = exited.checkpoint_date and exited.phase = 1
    inner join college as school on added.school_id = school.school_id
    where added.phase = 2 and added.scenario_id <> 'actual'
),

line as (
    select * from {{ ref('proposal_line') }}
),

decision as (
    select scenario_id, school_id, effective_date, min(decision_date) as decision_date
    from line
    group by scenario_id, school_id, effective_date
),

proposed_count as (
    select
        'recruiting_major_count', 'proposal', proposed.scenario_id, 'school', proposed.school_id, proposed.school_name,
        cast(proposed.checkpoint_date as {{ dbt.type_string() }}), proposed.year, decision.decision_date,
        cast(proposed.recruiting_low as decimal(24, 6)), cast(proposed.recruiting_high as decimal(24, 6)),
        cast(null as decimal(24, 6)), cast(null as decimal(24, 6)),
        -- A date that adds nothing cannot cause a count above the cap.
        case when proposed.recruiting_high <= proposed.exited_recruiting_low then 'not_worse' end,
        '该校专业清单未填报，新增后总数未知', 'the list of this college is not filed, so its number of majors after the change is unknown',
        proposed.evidence
    from proposed
    inner join decision
        on proposed.scenario_id = decision.scenario_id and proposed.school_id = decision.school_id
        and proposed.checkpoint_date = decision.effective_date
),

-- Whether the college already has the major when the line takes effect (after the exits of the same date).
added_line as (
    select
        line.scenario_id, line.line_no, line.school_id, college.school_name, line.decision_date, line.effective_date,
        line.major_code, line.major_as_printed, line.match_kind, before.status as status_before,
        whole_list.school_id is not null as has_list
    from line
    inner join college on line.school_id = college.school_id
    left join {{ ref('int_policy__offering') }} as before
        on line.scenario_id = before.scenario_id and line.school_id = before.school_id
        and line.effective_date = before.checkpoint_date and before.phase = 1 and line.major_code = before.major_code
    left join (
        select counted.school_id, max(counted.year) as year from counted
        where counted.scenario_id = 'actual' group by counted.school_id
    ) as latest_year on line.school_id = latest_year.school_id
    left join counted as whole_list
        on line.school_id = whole_list.school_id and latest_year.year = whole_list.year
        and whole_list.scenario_id = 'actual' and whole_list.filed_high is not null
    where line.action in ('add', 'resume')
),

new_by_date as (
    select
        scenario_id, school_id, effective_date,
        count(distinct case when coalesce(status_before, 'withdrawn') = 'withdrawn' then coalesce(major_code, major_as_printed) end) as new_majors,
        -- A major that a partial list does not name may be an old one.
        count(distinct case when has_list and coalesce(status_before, 'withdrawn') = 'withdrawn' then coalesce(major_code, major_as_printed) end) as certainly_new,
        {{ dbt.listagg("case when coalesce(status_before, 'withdrawn') = 'withdrawn' then major_as_printed end", "'、'", "order by line_no") }} as evidence
    from added_line
    group by scenario_id, school_id, effective_date
),

new_major_count as (
    select
        'new_major_count', 'proposal', proposed.scenario_id, 'school', proposed.school_id, proposed.school_name,
        cast(proposed.checkpoint_date as {{ dbt.type_string() }}), proposed.year, decision.decision_date,
        cast(coalesce(new_by_date.certainly_new, 0) as decimal(24, 6)), cast(coalesce(new_by_date.new_majors, 0) as decimal(24, 6)),
        cast(proposed.exited_filed_low as decimal(24, 6)), cast(proposed.exited_filed_high as decimal(24, 6)),
        cast(null as {{ dbt.type_string() }}),
        '该校在册专业数未知', 'the number of filed majors of this college is unknown', new_by_date.evidence
    from proposed
    inner join decision
        on proposed.scenario_id = decision.scenario_id and proposed.school_id = decision.school_id
        and proposed.checkpoint_date = decision.effective_date
    left join new_by_date
        on proposed.scenario_id = new_by_date.scenario_id and proposed.school_id = new_by_date.school_id
        and proposed.checkpoint_date = new_by_date.effective_date
),

restricted_new_major as (
    select
        'restricted_new_major', 'proposal', added_line.scenario_id, 'school', added_line.school_id, added_line.school_name,
        {{ dbt.concat(["cast(added_line.line_no as " ~ dbt.type_string() ~ ")", "' '", "added_line.major_as_printed"]) }},
        cast(extract(year from added_line.effective_date) as integer), added_line.decision_date,
        cast(1 as decimal(24, 6)), cast(1 as decimal(24, 6)), cast(null as decimal(24, 6)), cast(null as decimal(24, 6)),
        case
            when added_line.major_code is null and added_line.match_kind = 'near' then 'near_match'
            when added_line.major_code is null then 'unknown'
            when added_line.status_before = 'recruiting' then 'out_of_scope'
            when not dim_major.is_restricted_new then 'open_list'
            when added_line.status_before = 'suspended' then 'reopened'
            when not added_line.has_list then 'unknown'
            else 'not_met'
        end,
        '无法判断是否为新增的限制专业', 'whether this is a new restricted major cannot be told: name not resolved or list of the college not filed',
        coalesce(dim_major.restricted_as_printed, added_line.major_as_printed)
    from added_line
    left join {{ ref('dim_major') }} as dim_major on added_line.major_code = dim_major.major_code
),

student as (
    select dim_school.school_id, fact_enrolment.academic_year as year, sum(fact_enrolment.students) as students
    from {{ ref('fact_enrolment') }} as fact_enrolment
    inner join {{ ref('dim_school') }} as dim_school on fact_enrolment.school_key = dim_school.school_key
    where fact_enrolment.campus is null
    group by dim_school.school_id, fact_enrolment.academic_year
),

teacher as (
    select dim_school.school_id, fact_teachers.period_year as year, sum(fact_teachers.headcount) as teachers
    from {{ ref('fact_teachers') }} as fact_teachers
    inner join {{ ref('dim_school') }} as dim_school on fact_teachers.school_key = dim_school.school_key
    where fact_teachers.teacher_category = 'full_time' and fact_teachers.campus is null
    group by dim_school.school_id, fact_teachers.period_year
),

-- Nobody enrolled: the clause does not apply. Students but no teacher: not met, and no ratio is shown.
students_per_full_time_teacher as (
    select
        'students_per_full_time_teacher', 'state', 'actual', 'school', school.school_id, school.school_name, '',
        coalesce(student.year, report_year.year), {{ year_end('coalesce(student.year, report_year.year)') }},
        cast(student.students as decimal(24, 6)) / nullif(teacher.teachers, 0), cast(student.students as decimal(24, 6)) / nullif(teacher.teachers, 0),
        cast(null as decimal(24, 6)), cast(null as decimal(24, 6)),
        case when student.students = 0 then 'out_of_scope' when teacher.teachers = 0 then 'not_met' end,
        '未印出全校在校生数或专任教师数', 'students or full-time teachers of the whole school are not printed',
        cast(null as {{ dbt.type_string() }})
    from school
    cross join report_year
    left join student on school.school_id = student.school_id
    left join teacher on school.school_id = teacher.school_id and teacher.year = student.year
    where school.school_level = 'secondary'
),

titled as (
    select recognition_title, recognition_id as item_id from {{ ref('fact_recognition') }}
    union all
    select recognition_title, consortium_id from {{ ref('dim_consortium') }}
),

titled_count as (
    select recognition_title, count(item_id) as items from titled group by recognition_title
),

whole_title as (
    select distinct recognition_title from {{ ref('whole_list') }} where recognition_title is not null
),

-- How many schools, majors, groups … carry a title. Where the list of a title is not printed whole, the count is a lower bound.
recognised_count as (
    select
        policy_recognition_measure.measure_id, 'state', 'actual', 'city', '上海', '上海', '', report_year.year, {{ year_end('report_year.year') }},
        cast(titled_count.items as decimal(24, 6)), cast(case when whole_title.recognition_title is not null then titled_count.items end as decimal(24, 6)),
        cast(null as decimal(24, 6)), cast(null as decimal(24, 6)), cast(null as {{ dbt.type_string() }}),
        '无此项认定的完整名单', 'no whole list of this recognition is on record', policy_recognition_measure.recognition_title
    from {{ ref('policy_recognition_measure') }} as policy_recognition_measure
    cross join report_year
    left join titled_count on policy_recognition_measure.recognition_title = titled_count.recognition_title
    left join whole_title on policy_recognition_measure.recognition_title = whole_title.recognition_title
),

rule as (
    select * from {{ ref('policy_rule') }} where measure_id = 'quantity'
),

-- A printed or counted number against a clause; a percentage where a denominator is given.
quantity as (
    select
        'quantity', 'state', 'actual', rule.subject_type, rule.subject_id, coalesce(school.school_name, rule.subject_id), rule.clause_id, rule.year,
        {{ year_end('rule.year') }},
        case when rule.denominator_quantity_id is null then counted.value else 100 * counted.value / nullif(whole.value, 0) end,
        case when rule.denominator_quantity_id is null then counted.value else 100 * counted.value / nullif(whole.value, 0) end,
        cast(null as decimal(24, 6)), cast(null as decimal(24, 6)), cast(null as {{ dbt.type_string() }}),
        '所列数字缺失', 'the number is missing', counted.printed_at
    from rule
    left join {{ ref('dim_quantity') }} as counted on rule.quantity_id = counted.quantity_id
    left join {{ ref('dim_quantity') }} as whole on rule.denominator_quantity_id = whole.quantity_id
    left join school on rule.subject_id = school.school_id
),

final as (
    select * from recruiting_major_count
    union all
    select * from major_count_change
    union all
    select * from proposed_count
    union all
    select * from new_major_count
    union all
    select * from restricted_new_major
    union all
    select * from students_per_full_time_teacher
    union all
    select * from recognised_count
    union all
    select * from quantity
)

select * from final
