namespace Scalewright;

/// <summary>Collects problems while something is checked, so that all of them are told at once.</summary>
/// <remarks>Not thread-safe; lives for one check. Keeps the first <see cref="Limit"/> errors and as many warnings, and counts the rest.</remarks>
public sealed class ProblemList
{
    /// <summary>How many errors are kept, and how many warnings: 100. A broken input of millions of lines stays readable.</summary>
    public const int Limit = 100;

    private readonly List<Problem> _problems = [];
    private readonly string _source;
    private int _errors;
    private int _droppedErrors;

    /// <summary>An empty list.</summary>
    /// <param name="source">The file as the caller named it; given to each problem that has none.</param>
    public ProblemList(string source = "") => _source = source;

    /// <summary>True when at least one problem is an error.</summary>
    public bool HasErrors => _errors > 0;

    /// <summary>How many problems were added beyond <see cref="Limit"/>.</summary>
    public int Dropped { get; private set; }

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem; gets this list's source when it has none.</param>
    public void Add(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        bool isError = problem.Severity == ProblemSeverity.Error;
        if ((isError ? _errors : _problems.Count - _errors) >= Limit)
        {
            Dropped++;
            _droppedErrors += isError ? 1 : 0;
            return;
        }

        _errors += isError ? 1 : 0;
        _problems.Add(problem.Source.Length == 0 ? problem with { Source = _source } : problem);
    }

    /// <summary>Adds an error.</summary>
    /// <param name="code">The kind of problem.</param>
    /// <param name="spot">Where it stands.</param>
    /// <param name="field">The field with its path.</param>
    /// <param name="found">What was found, as a clause.</param>
    /// <param name="advice">What would be accepted, as a clause.</param>
    public void AddError(ProblemCode code, TextSpot spot, string field, string found, string advice) =>
        Add(new Problem(code, found, advice) { Spot = spot, Field = field });

    /// <summary>Adds a warning.</summary>
    /// <inheritdoc cref="AddError"/>
    public void AddWarning(ProblemCode code, TextSpot spot, string field, string found, string advice) =>
        Add(new Problem(code, found, advice) { Spot = spot, Field = field, Severity = ProblemSeverity.Warning });

    /// <summary>What was collected, in the order it was found.</summary>
    public ValueList<Problem> ToValueList() => _problems.ToValueList();

    /// <summary>What was collected, and how many more there were where some were not kept.</summary>
    /// <param name="code">The kind of what tells how many.</param>
    internal ValueList<Problem> ToCounted(ProblemCode code)
    {
        ValueList<Problem> counted = ToValueList();
        counted = _droppedErrors > 0 ? counted.Add(Rest(code, _droppedErrors, ProblemSeverity.Error)) : counted;
        return Dropped > _droppedErrors ? counted.Add(Rest(code, Dropped - _droppedErrors, ProblemSeverity.Warning)) : counted;
    }

    private Problem Rest(ProblemCode code, int count, ProblemSeverity severity) =>
        new(code, $"{CountText.Of(count, "more problem")} found and not listed", "mend these first") { Source = _source, Severity = severity };
}
