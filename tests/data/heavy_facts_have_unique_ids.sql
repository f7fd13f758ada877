-- What: no id stands twice in the two facts that have no primary key (fact_enrolment, fact_programme). When: batches overlap.
-- Resolve: withdraw one of the batches. Inside a batch intake has refused repeated ids already, and the id is a hash of a key that holds
-- school and year: only school-years that several batches speak of can repeat one, so only they are compared.
with enrolment_shared as (
    select school_key, academic_year from {{ ref('fact_enrolment') }} group by school_key, academic_year having count(distinct batch_id) > 1
),

programme_shared as (
    select school_key, academic_year from {{ ref('fact_programme') }} group by school_key, academic_year having count(distinct batch_id) > 1
)

select 'fact_enrolment' as fact, fact.enrolment_id as id, count(*) as times
from {{ ref('fact_enrolment') }} as fact
inner join enrolment_shared as shared on fact.school_key = shared.school_key and fact.academic_year = shared.academic_year
group by fact.enrolment_id
having count(*) > 1
union all
select 'fact_programme', fact.programme_id, count(*)
from {{ ref('fact_programme') }} as fact
inner join programme_shared as shared on fact.school_key = shared.school_key and fact.academic_year = shared.academic_year
group by fact.programme_id
having count(*) > 1
