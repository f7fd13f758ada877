with enrolment as (
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, coalesce(campus, '') as campus_key, academic_year, students, intake
    from {{ ref('stg_enrolment') }}
),

by_major as (
    select * from enrolment where major_as_printed is not null
),

pathway_total as (
    select * from enrolment where major_as_printed is null and pathway <> 'all'
),

school_total as (
    select * from enrolment where major_as_printed is null and pathway = 'all'
),

majors_of_pathway as (
    select batch_id, school_id, campus_key, academic_year, pathway, sum(students) as students, sum(intake) as intake
    from by_major
    group by batch_id, school_id, campus_key, academic_year, pathway
),

-- What is known of each pathway: its printed total, else its majors.
known_pathway as (
    select
        coalesce(pathway_total.batch_id, majors_of_pathway.batch_id) as batch_id,
        coalesce(pathway_total.school_id, majors_of_pathway.school_id) as school_id,
        coalesce(pathway_total.campus_key, majors_of_pathway.campus_key) as campus_key,
        coalesce(pathway_total.academic_year, majors_of_pathway.academic_year) as academic_year,
        coalesce(pathway_total.students, majors_of_pathway.students) as students,
        coalesce(pathway_total.intake, majors_of_pathway.intake) as intake
    from pathway_total
    full outer join majors_of_pathway
        on pathway_total.batch_id = majors_of_pathway.batch_id
        and pathway_total.school_id = majors_of_pathway.school_id
        and pathway_total.campus_key = majors_of_pathway.campus_key
        and pathway_total.academic_year = majors_of_pathway.academic_year
        and pathway_total.pathway = majors_of_pathway.pathway
),

explained_of_school as (
    select batch_id, school_id, campus_key, academic_year, sum(students) as students, sum(intake) as intake
    from known_pathway
    group by batch_id, school_id, campus_key, academic_year
),

-- What the finer rows do not explain of a total stays on the member "not broken down by major".
total as (
    select
        pathway_total.*,
        majors_of_pathway.students as explained_students,
        majors_of_pathway.intake as explained_intake,
        majors_of_pathway.school_id is not null as is_residual
    from pathway_total
    left join majors_of_pathway
        on pathway_total.batch_id = majors_of_pathway.batch_id
        and pathway_total.school_id = majors_of_pathway.school_id
        and pathway_total.campus_key = majors_of_pathway.campus_key
        and pathway_total.academic_year = majors_of_pathway.academic_year
        and pathway_total.pathway = majors_of_pathway.pathway
    union all
    select
        school_total.*,
        explained_of_school.students,
        explained_of_school.intake,
        explained_of_school.school_id is not null
    from school_total
    left join explained_of_school
        on school_total.batch_id = explained_of_school.batch_id
        and school_total.school_id = explained_of_school.school_id
        and school_total.campus_key = explained_of_school.campus_key
        and school_total.academic_year = explained_of_school.academic_year
),

placed as (
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, academic_year, students, intake, false as is_residual
    from by_major
    union all
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, academic_year,
        students - coalesce(explained_students, 0),
        intake - coalesce(explained_intake, 0),
        is_residual
    from total
),

final as (
    select * from placed where not is_residual or coalesce(students, 0) <> 0 or coalesce(intake, 0) <> 0
)

select * from final
