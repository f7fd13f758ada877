-- Schools whose criteria stand as they are: the same rows in the facts and the same points as in the release from which the build started.
-- depends_on: {{ ref('fact_programme_point') }}
-- depends_on: {{ ref('fact_enrolment') }}
-- depends_on: {{ ref('fact_programme') }}
-- depends_on: {{ ref('fact_graduate_outcome') }}
-- depends_on: {{ ref('fact_school_year') }}
-- depends_on: {{ ref('fact_teachers') }}
{{ kept_schools('filed') }}
