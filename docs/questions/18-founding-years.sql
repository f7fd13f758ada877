-- zh: 哪些学校的建校（创办）年份有据可查，最早是哪年，谁说的？
-- en: For which schools is a founding year known, which is the oldest, and says who?
select
    school.school_name,
    school.founded_year,
    school_fact.fact_basis,
    document.document_id,
    document.document_kind,
    school_fact.section,
    school_fact.locator
from marts.dim_school as school
inner join reference.school_fact as school_fact
    on school.school_id = school_fact.school_id and school_fact.attribute = 'founded_year'
inner join marts.dim_document as document on school_fact.document_id = document.document_id
order by school.founded_year, school.school_name
