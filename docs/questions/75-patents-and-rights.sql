-- zh: 哪些学校（团队、联合体）印出了专利、知识产权数，是累计还是当年？
-- en: Which subjects print patents and intellectual-property rights, cumulative or of the year?
-- note: The consortium of 漕河泾 published 100余 patents for others to use (发布): they are not patents granted. A bar in breakdown marks a part.
select
    figure.subject_name,
    indicator.label_zh,
    figure.breakdown,
    figure.value_as_printed,
    figure.qualifier,
    figure.period,
    figure.period_basis,
    figure.section
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
where figure.indicator_id in ('patent_count', 'intellectual_property_count', 'software_copyright_count', 'copyright_count')
order by figure.section, figure.figure_id
