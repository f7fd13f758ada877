-- zh: 哪些印出的单位带“万”或“亿”，换算倍数是多少，涉及多少个数？
-- en: Which printed units carry ten thousand or a hundred million, with which factor, and how many numbers use them?
-- note: A lone 万 or 亿 has its unit left out in print (3.3 万 are person-times, 550万 are CNY). Compare value, never value_as_printed.
select
    figure.unit_as_printed,
    figure.unit,
    cast(unit.factor as bigint) as factor,
    count(*) as printed_numbers,
    min(figure.value_as_printed) as an_example_as_printed
from marts.fact_reported_figure as figure
inner join reference.unit as unit on figure.unit_as_printed = unit.unit_as_printed
where unit.factor > 1
group by figure.unit_as_printed, figure.unit, unit.factor
order by factor desc, printed_numbers desc, figure.unit_as_printed, figure.unit
