-- zh: 文件说明了所在区的学校，各区中职、高职各有几所，与印出的该区中职学校数是否一致？
-- en: In which districts do the schools lie whose district is stated or inferred, and how does that compare with the number a document prints?
-- note: Not a map of the city: most schools have no stated district (浦东新区 prints 6 secondary schools, 3 of them can be placed), and many are inferred from a case.
with printed as (
    select subject_name as district, cast(value as bigint) as secondary_schools_printed
    from marts.fact_reported_figure
    where
        indicator_id = 'school_count'
        and subject_type = 'district'
        and sector = 'secondary'
        and breakdown in ('中等职业教育学校', '中职学校')
        and repeats_figure_id is null
),

known as (
    select
        district,
        sum(case when school_level = 'secondary' then 1 else 0 end) as secondary_schools_known,
        sum(case when school_level <> 'secondary' then 1 else 0 end) as colleges_known
    from marts.dim_school
    where is_current and district is not null and school_level in ('secondary', 'higher_vocational', 'vocational_undergraduate')
    group by district
)

select
    known.district,
    known.secondary_schools_known,
    known.colleges_known,
    printed.secondary_schools_printed
from known
left join printed on known.district = printed.district
order by known.secondary_schools_known desc, known.colleges_known desc, known.district
