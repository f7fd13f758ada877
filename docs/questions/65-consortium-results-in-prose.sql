-- zh: 案例53、54印出了哪些联合体、共同体的建设成果数字，牵头学校是谁？
-- en: Which results of consortia and communities are printed in cases 53 and 54, and which school leads them?
-- note: Each consortium prints other kinds of results: they are not to be ranked against each other. Only those of tables 19 and 20 are here.
select
    figure.subject_name,
    school.school_name as lead_school,
    indicator.label_zh,
    figure.breakdown,
    figure.value_as_printed,
    figure.unit_as_printed,
    figure.qualifier
from marts.fact_reported_figure as figure
inner join marts.dim_indicator as indicator on figure.indicator_id = indicator.indicator_id
inner join marts.dim_consortium as consortium on figure.subject_name = consortium.consortium_name
inner join marts.fact_consortium_member as member
    on consortium.consortium_key = member.consortium_key and member.member_role = 'lead_school'
inner join marts.dim_school as school on member.school_key = school.school_key
where figure.subject_type = 'consortium' and figure.locator in ('案例53', '案例54') and consortium.locator in ('表19', '表20')
order by figure.figure_id
