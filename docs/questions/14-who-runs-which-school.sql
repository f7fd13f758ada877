-- zh: 各校的主管（举办）单位是谁，出自哪份文件，是原文印出还是推断？
-- en: Who runs which school, says which document, and is it printed or inferred?
-- note: The reports print the supervising body of few schools; for the others dim_school leaves it empty.
select
    school.school_name,
    school_fact.value as supervising_body,
    school_fact.fact_basis,
    document.document_kind,
    school_fact.document_id,
    school_fact.section,
    school_fact.locator,
    case when school.supervising_body = school_fact.value then 'used' else 'not used' end as in_dim_school
from reference.school_fact as school_fact
inner join marts.dim_school as school on school_fact.school_id = school.school_id and school.is_current
inner join marts.dim_document as document on school_fact.document_id = document.document_id
where school_fact.attribute = 'supervising_body'
order by school.school_id, school_fact.document_id, school_fact.value
