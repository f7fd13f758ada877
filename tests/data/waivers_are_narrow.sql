-- What: a waiver names clause, act, subject, limit, document and last day, and the major where its clause speaks of single majors. When it matters: a
-- waiver without an end or an object hides findings for ever. How to resolve: complete the row of seeds/reference/waiver.csv from the document.
select waiver.waiver_id
from {{ ref('waiver') }} as waiver
left join {{ ref('dim_clause') }} as clause on waiver.clause_id = clause.clause_id
left join {{ ref('dim_school') }} as school on waiver.subject_id = school.school_id
where waiver.waiver_id is null or clause.clause_id is null or school.school_id is null
    or waiver.act is null or waiver.act not in ('state', 'proposal')
    or waiver.allowed_value is null or waiver.valid_from is null or waiver.valid_to is null or waiver.valid_to < waiver.valid_from
    or waiver.document_no is null or waiver.document_no = '' or waiver.loaded_date is null
    or (clause.operator = 'not_in_list' and waiver.act = 'proposal' and waiver.object_code is null)
