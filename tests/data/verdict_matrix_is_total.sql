-- What: each outcome and act of verdict_matrix stands once for every severity, and each has a wording. When it matters: a missing row would leave a
-- verdict empty and stop the build. How to resolve: add the rows to verdict_matrix.csv and the template to policy_message.csv.
select matrix.outcome, matrix.act, count(*) as severities
from {{ ref('verdict_matrix') }} as matrix
left join (select distinct outcome from {{ ref('policy_message') }} where operator = '*') as message on matrix.outcome = message.outcome
group by matrix.outcome, matrix.act
having count(*) <> 3 or count(distinct matrix.severity) <> 3 or count(message.outcome) <> 3
