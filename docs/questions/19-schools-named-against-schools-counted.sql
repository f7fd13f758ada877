-- zh: 仓库里有名有姓的中职、高职各有多少，与报告印出的学校总数差多少？
-- en: How many secondary schools and colleges does the warehouse know by name, against the number that the report prints?
-- note: The 55 named secondary schools are two more than the 53 that stand alone and recruit; print gives no list of the 53, so it does not say which two are not among them.
with named as (
    select
        case when school_level = 'secondary' then 'secondary' else 'higher' end as sector,
        count(*) as schools_by_name
    from marts.dim_school
    where is_current and school_level in ('secondary', 'higher_vocational', 'vocational_undergraduate')
    group by case when school_level = 'secondary' then 'secondary' else 'higher' end
)

select
    figure.sector,
    figure.breakdown,
    cast(figure.value as bigint) as schools_printed,
    named.schools_by_name,
    figure.section,
    figure.locator
from marts.fact_reported_figure as figure
inner join named on figure.sector = named.sector
where
    figure.indicator_id = 'school_count'
    and figure.subject_type = 'city'
    and figure.breakdown in ('独立设置且招生的中等职业学校', '独立设置的高职院校')
order by figure.sector desc
