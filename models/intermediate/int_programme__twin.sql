-- Rough keys that more than one programme line has.
select rough_key
from {{ ref('int_programme__listed') }}
group by rough_key
having count(*) > 1
