select
    major_code,
    major_name,
    education_level,
    category_code,
    category_name,
    class_code,
    class_name,
    confirmed_by,
    batch_id,
from {{ source('source', 'major') }}
