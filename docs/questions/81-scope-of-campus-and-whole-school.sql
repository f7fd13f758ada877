-- zh: 哪些对不上是因为表1只印校区而正文说全校？
-- en: Which disagreements arise because table 1 prints a campus and the prose the whole school?
-- note: The warehouse keeps both numbers. The three rows of 普陀区 follow from those of the two schools.
select
    subject_name,
    statement_zh,
    cast(stated as bigint) as stated,
    cast(recomputed as bigint) as recomputed,
    cast(difference as bigint) as difference,
    printed_at
from reconciliation.fact_reconciliation
where not agrees and explanation like '%Putuo campus%'
order by subject_name, identity_id
