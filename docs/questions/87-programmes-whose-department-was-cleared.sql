-- zh: 更正涉及哪些专业点，原印系部是什么？
-- en: Which programmes are touched by a correction, and which department was printed?
-- note: Twelve cells are corrected; programmes that are printed twice appear once.
select
    school.school_name,
    major.major_code,
    major.major_name,
    programme.pathway,
    correction.expect as department_as_printed,
    programme.department as department_in_facts,
    programme.locator
from reference.correction as correction
inner join marts.fact_programme as programme on correction.target_id = programme.programme_id
inner join marts.dim_major as major on programme.major_key = major.major_key
inner join marts.dim_school as school on programme.school_key = school.school_key
where correction.target_table = 'programme' and correction.status = 'applied'
order by major.major_code, programme.pathway
