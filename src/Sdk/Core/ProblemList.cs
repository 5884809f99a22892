namespace Scalewright;

/// <summary>Collects the problems of a check, so that all are reported together.</summary>
/// <remarks>
/// Not thread-safe. Keeps <see cref="MaxPerSeverity"/> errors and <see cref="MaxPerSeverity"/> warnings, and only
/// counts further ones.
/// </remarks>
public sealed class ProblemList
{
    /// <summary>
    /// Maximum number of errors, and of warnings, that a list keeps: 100. Limits the length of reports.
    /// </summary>
    public const int MaxPerSeverity = 100;

    private readonly List<Problem> _problems = [];
    private readonly string _source;
    private int _errors;
    private int _droppedErrors;

    /// <summary>Creates an empty list.</summary>
    /// <param name="source">Name of the file as the caller specified it; set on each problem without a source.</param>
    public ProblemList(string source = "") => _source = source;

    /// <summary>True if at least one problem is an error.</summary>
    public bool HasErrors => _errors > 0;

    /// <summary>Number of problems beyond <see cref="MaxPerSeverity"/>.</summary>
    public int DroppedCount { get; private set; }

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem. It gets the source of this list if it has none.</param>
    public void Add(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        bool isError = problem.Severity == ProblemSeverity.Error;
        if ((isError ? _errors : _problems.Count - _errors) >= MaxPerSeverity)
        {
            DroppedCount++;
            _droppedErrors += isError ? 1 : 0;
            return;
        }

        _errors += isError ? 1 : 0;
        _problems.Add(problem.Source.Length == 0 ? problem with { Source = _source } : problem);
    }

    /// <summary>Adds problems in order.</summary>
    /// <param name="problems">The problems.</param>
    public void AddRange(IEnumerable<Problem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        foreach (Problem problem in problems)
        {
            Add(problem);
        }
    }

    /// <summary>Adds an error.</summary>
    /// <param name="code">Kind of the problem.</param>
    /// <param name="position">Position of the problem.</param>
    /// <param name="field">Path of the field.</param>
    /// <param name="message">The finding, as a clause.</param>
    /// <param name="advice">The accepted values, as a clause.</param>
    public void AddError(ProblemCode code, TextPosition position, string field, string message, string advice) =>
        Add(new Problem(code, message, advice) { Position = position, Field = field });

    /// <summary>Adds a warning.</summary>
    /// <inheritdoc cref="AddError"/>
    public void AddWarning(ProblemCode code, TextPosition position, string field, string message, string advice) =>
        Add(
            new Problem(code, message, advice)
            {
                Position = position,
                Field = field,
                Severity = ProblemSeverity.Warning,
            }
        );

    /// <summary>Returns the collected problems in the order of their detection.</summary>
    public ValueList<Problem> ToValueList() => _problems.ToValueList();

    /// <summary>
    /// Returns the problems, followed by one problem per severity with the number of dropped problems.
    /// </summary>
    /// <param name="code">Code of the added problems.</param>
    public ValueList<Problem> ToCounted(ProblemCode code)
    {
        ValueList<Problem> counted = ToValueList();
        counted = _droppedErrors > 0 ? counted.Add(Summarize(code, _droppedErrors, ProblemSeverity.Error)) : counted;
        return DroppedCount > _droppedErrors
            ? counted.Add(Summarize(code, DroppedCount - _droppedErrors, ProblemSeverity.Warning))
            : counted;
    }

    private Problem Summarize(ProblemCode code, int count, ProblemSeverity severity) =>
        new(
            code,
            $"{Pluralizer.Format(count, "more problem")} {(count == 1 ? "was found but is" : "were found but are")} " + "not listed",
            "fix the listed problems first"
        )
        {
            Source = _source,
            Severity = severity,
        };
}
