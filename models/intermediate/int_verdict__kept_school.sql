-- Schools whose verdicts stand as they are: judged on the same measures and criteria as in the release from which the build started.
-- depends_on: {{ ref('fact_measure') }}
-- depends_on: {{ ref('fact_criterion') }}
{{ kept_schools('judged') }}
