using Scalewright.Experiments.Runs;
using Scalewright.Experiments.Types;

namespace Scalewright.Experiments.Reading;

/// <summary>Reads the combinations of one definition. All that is wrong with any of them is told, what several have in common once.</summary>
/// <param name="open">Gives the bytes of a file that the definition names.</param>
/// <param name="machines">The machines of a definition that names none.</param>
/// <param name="tools">What the program that runs experiments has for them; null: that is not known.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class PointReader(Func<string, byte[]?> open, ValueList<NodeClass> machines, RunTools? tools, ProblemList problems)
{
    // What is said of a part when something in it could not be read: it may be all there once that is put right.
    private static readonly HashSet<ProblemCode> Consequences = [ProblemCode.MissingField, ProblemCode.UnknownReference, ProblemCode.Conflict, ProblemCode.DuplicateName];
    private static readonly HashSet<string> NameKeys = ["name", "kind", "count"];
    private readonly HashSet<Problem> _told = [];

    /// <summary>The experiments that a combination becomes; none when something is wrong with it.</summary>
    public ValueList<Experiment> Read(DocumentMap definition, ValueMap<string> parameters)
    {
        // The files that a combination names are looked for even when no more problems are kept: what is wrong may be put right without them.
        ProblemList unread = new();
        Experiment experiment = ExperimentReader.Read(definition, unread, open, machines) with { Parameters = parameters };
        ValueList<Problem> found = unread.ToValueList();
        foreach (Problem problem in found)
        {
            Tell(problem);
        }

        if (problems.Dropped > 0)
        {
            return [];
        }

        ValueList<Problem> broken = ExperimentTypes.Check(experiment, tools);
        Problem[] wrong =
        [
            .. broken.Where(problem => !found.Any(cause => IsCause(cause, problem)) && !broken.Any(cause => cause.RelatedFields.Count == 0 && IsRelated(cause, problem))),
        ];
        Add([.. wrong], definition, Tell);
        return unread.HasErrors || wrong.Any(problem => problem.Severity == ProblemSeverity.Error) ? [] : Expand(definition, experiment);
    }

    /// <summary>Adds problems that know their field and not its place.</summary>
    public static void Add(ValueList<Problem> found, DocumentMap definition, Action<Problem> add)
    {
        foreach (Problem problem in found)
        {
            add(problem.Spot.Line != 0 ? problem : problem with { Spot = SpotFinder.Find(definition, problem) });
        }
    }

    /// <summary>What a type makes of an experiment that is right.</summary>
    private ValueList<Experiment> Expand(DocumentMap definition, Experiment experiment)
    {
        ValueList<Experiment> made = ExperimentTypes.Find(experiment.Type)!.Expand(experiment);
        foreach (Experiment item in made.Where(item => !ReferenceEquals(item, experiment)))
        {
            Add(item.Check(), definition, Tell);
        }

        if (made.Count == 0)
        {
            Add([new Problem(ProblemCode.Conflict, $"'{experiment.Type}' makes no experiment of it", "use another type, or other options of this one") { Field = "type" }], definition, Tell);
        }

        return made;
    }

    private void Tell(Problem problem)
    {
        if (_told.Add(problem))
        {
            problems.Add(problem);
        }
    }

    /// <summary>Whether a rule is broken only because a value of it could not be read.</summary>
    private static bool IsCause(Problem cause, Problem problem) =>
        cause.Severity == ProblemSeverity.Error
        && (IsRelated(cause, problem) || cause.Field == problem.Field || IsBelow(problem.Field, cause.Field) || (IsBelow(cause.Field, problem.Field) && Consequences.Contains(problem.Code)));

    /// <summary>Whether the names of a list follow from a field: the list, an entry of it, or what an entry is called by.</summary>
    internal static bool DecidesNames(string field, string list) => field == list
        || (IsBelow(field, list) && (field.LastIndexOf('.') == list.Length || NameKeys.Contains(field[(field.LastIndexOf('.') + 1)..])));

    /// <summary>Whether a rule between fields is broken only because of what is wrong with one of them.</summary>
    private static bool IsRelated(Problem cause, Problem problem) =>
        cause.Severity == ProblemSeverity.Error
        && problem.RelatedFields.Count > 0
        && problem.RelatedFields.Prepend(problem.Field).Any(field => problem.Code == ProblemCode.UnknownReference
            ? DecidesNames(cause.Field, field)
            : cause.Field == field || IsBelow(cause.Field, field));

    private static bool IsBelow(string field, string above) => above.Length > 0 && field.StartsWith(above + ".", StringComparison.Ordinal);
}
