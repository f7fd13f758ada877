-- zh: 上海市经济管理学校与哪些高校合办贯通专业，各几个，哪些途径？
-- en: With which institutions does the Economic Management School run through-trains, how many, and in which pathway?
-- note: The prose of 2.3 speaks of the 中高职 consortia of four institutions; figure 4 names these four and three more for 中本贯通, one of the four printed 中本贯通 programmes being left out.
select
    partner.school_name as partner,
    partner.school_kind,
    programme.pathway,
    count(*) as programmes
from marts.fact_programme as programme
inner join marts.dim_school as school on programme.school_key = school.school_key
inner join marts.dim_school as partner on programme.partner_school_key = partner.school_key
where school.school_name = '上海市经济管理学校' and partner.school_id <> 'NONE'
group by partner.school_name, partner.school_kind, programme.pathway
order by programmes desc, partner.school_name, programme.pathway
