-- Which secondary schools have a quality annual report in the register of a year, and their share: asked of a release that claims to be complete.
-- A school counts where it is independent at the year's end, so one merged during the year is no gap. A name resolves by alias or stands for itself.
with register as (
    select report_year, school_as_printed from {{ ref('report_register') }}
),

register_year as (
    select distinct report_year as year from register
),

school as (
    select school_id, school_name, valid_from, valid_to from {{ ref('dim_school') }} where school_key > 0 and school_level = 'secondary'
),

alias as (
    select alias_name, school_id from {{ source('source', 'school_alias') }} where school_id is not null
),

due as (
    select school.school_id, school.school_name, register_year.year
    from school
    inner join register_year on {{ year_end('register_year.year') }} >= school.valid_from and {{ year_end('register_year.year') }} < school.valid_to
),

reported as (
    select distinct register.report_year as year, coalesce(named.school_id, alias.school_id, register.school_as_printed) as school_id
    from register
    left join (select distinct school_id, school_name from school) as named on register.school_as_printed = named.school_name
    left join alias on register.school_as_printed = alias.alias_name
    left join school as ended
        on coalesce(named.school_id, alias.school_id) = ended.school_id and {{ year_end('register.report_year') }} >= ended.valid_to
    where ended.school_id is null
),

single as (
    select due.*, case when reported.school_id is not null then 1 else 0 end as has_report
    from due
    left join reported on due.school_id = reported.school_id and due.year = reported.year
),

counted as (
    select due_count.year, reported_count.reports, due_count.schools
    from (select year, count(*) as schools from due group by year) as due_count
    inner join (select year, count(*) as reports from reported group by year) as reported_count on due_count.year = reported_count.year
)

select
    {{ measure_row(
        measure_id="'annual_report_share'", act="'release'", subject_type="'city'", subject_id="'上海'", subject_name="'上海'", year='year',
        value='100 * cast(reports as decimal(24, 6)) / nullif(schools, 0)', numerator='reports', denominator='schools'
    ) }}
from counted
union all
select
    {{ measure_row(
        measure_id="'annual_report_share'", subject_type="'school'", subject_id='school_id', subject_name='school_name', year='year',
        value='100 * has_report', numerator='has_report', denominator='1',
        forced_outcome="case when has_report = 1 then 'met' else 'not_met' end"
    ) }}
from single
