using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads all combinations of a definition. Reports all problems, but shared ones only once.</summary>
/// <param name="tools">Services of the program that runs experiments; null if unknown.</param>
internal sealed class PointReader(Func<string, byte[]?> open, ValueList<NodeClass> machines, RunServices? tools, ProblemList problems)
{
    // These problems are suppressed for a part that could not be read completely, because they may result from that
    // error.
    private static readonly HashSet<ProblemCode> Consequences =
    [
        ProblemCode.MissingField,
        ProblemCode.UnknownReference,
        ProblemCode.ConflictingFields,
        ProblemCode.DuplicateName,
    ];
    private static readonly HashSet<string> NameKeys = ["name", "kind", "count"];
    private readonly HashSet<Problem> _reported = [];

    public ValueList<Experiment> Read(DocumentMap definition, ValueMap<string> parameters)
    {
        // Named files are opened even if no more problems are kept, to find those that cannot be read.
        ProblemList unread = new();
        Experiment experiment = ExperimentReader.Read(definition, unread, open, machines) with { Parameters = parameters };
        ValueList<Problem> found = unread.ToValueList();
        foreach (Problem problem in found)
        {
            Report(problem);
        }

        if (problems.DroppedCount > 0)
        {
            return [];
        }

        ValueList<Problem> broken = ExperimentTypes.Check(experiment, tools);
        Problem[] invalid =
        [
            .. broken.Where(problem =>
                !found.Any(cause => IsCause(cause, problem))
                && !broken.Any(cause => cause.RelatedFields.Count == 0 && IsRelated(cause, problem))
            ),
        ];
        Add([.. invalid], definition, Report);
        return unread.HasErrors || invalid.Any(problem => problem.Severity == ProblemSeverity.Error) ? [] : Expand(definition, experiment);
    }

    public static void Add(ValueList<Problem> found, DocumentMap definition, Action<Problem> add)
    {
        foreach (Problem problem in found)
        {
            add(problem.Position.Line != 0 ? problem : problem with { Position = PositionFinder.Find(definition, problem) });
        }
    }

    private ValueList<Experiment> Expand(DocumentMap definition, Experiment experiment)
    {
        ValueList<Experiment> expanded = ExperimentTypes.Find(experiment.Type)!.Expand(experiment);
        foreach (Experiment item in expanded.Where(item => !ReferenceEquals(item, experiment)))
        {
            Add(item.Check(), definition, Report);
        }

        if (expanded.Count == 0)
        {
            Add(
                [
                    new Problem(
                        ProblemCode.ConflictingFields,
                        $"'{experiment.Type}' makes no experiment of it",
                        "use another type, or other options of this one"
                    )
                    {
                        Field = "type",
                    },
                ],
                definition,
                Report
            );
        }

        return expanded;
    }

    private void Report(Problem problem)
    {
        if (_reported.Add(problem))
        {
            problems.Add(problem);
        }
    }

    /// <summary>Indicates whether a problem results from a value that could not be read.</summary>
    private static bool IsCause(Problem cause, Problem problem) =>
        cause.Severity == ProblemSeverity.Error
        && (
            IsRelated(cause, problem)
            || cause.Field == problem.Field
            || IsBelow(problem.Field, cause.Field)
            || (IsBelow(cause.Field, problem.Field) && Consequences.Contains(problem.Code))
        );

    /// <summary>Indicates whether a field determines the names of a list.</summary>
    internal static bool DecidesNames(string field, string list) =>
        field == list
        || (IsBelow(field, list) && (field.LastIndexOf('.') == list.Length || NameKeys.Contains(field[(field.LastIndexOf('.') + 1)..])));

    /// <summary>Indicates whether a problem between fields results from a problem of one of them.</summary>
    private static bool IsRelated(Problem cause, Problem problem) =>
        cause.Severity == ProblemSeverity.Error
        && problem.RelatedFields.Count > 0
        && problem
            .RelatedFields.Prepend(problem.Field)
            .Any(field =>
                problem.Code == ProblemCode.UnknownReference
                    ? DecidesNames(cause.Field, field)
                    : cause.Field == field || IsBelow(cause.Field, field)
            );

    private static bool IsBelow(string field, string above) => above.Length > 0 && field.StartsWith(above + ".", StringComparison.Ordinal);
}
