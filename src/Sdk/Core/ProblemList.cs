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
    private int _errorCount;
    private int _warningCount;
    private int _droppedErrorCount;

    /// <summary>Creates an empty list.</summary>
    /// <param name="source">Name of the file as the caller specified it; set on each problem whose position has no source either.</param>
    public ProblemList(string source = "") => _source = source;

    /// <summary>True if at least one problem is an error.</summary>
    public bool HasErrors => _errorCount > 0;

    /// <summary>Number of problems beyond <see cref="MaxPerSeverity"/>.</summary>
    public int DroppedCount { get; private set; }

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem. If it has no source, it gets that of its position, otherwise that of this list.</param>
    public void Add(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        bool isError = problem.Severity == ProblemSeverity.Error;
        int count = isError ? _errorCount : _warningCount;
        if (count >= MaxPerSeverity)
        {
            DroppedCount++;
            if (isError)
            {
                _droppedErrorCount++;
            }

            return;
        }

        if (isError)
        {
            _errorCount++;
        }
        else
        {
            _warningCount++;
        }

        _problems.Add(problem.Source.Length == 0 ? problem with { Source = problem.Position.Source ?? _source } : problem);
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
        if (_droppedErrorCount > 0)
        {
            counted = counted.Add(Summarize(code, _droppedErrorCount, ProblemSeverity.Error));
        }

        int droppedWarningCount = DroppedCount - _droppedErrorCount;
        if (droppedWarningCount > 0)
        {
            counted = counted.Add(Summarize(code, droppedWarningCount, ProblemSeverity.Warning));
        }

        return counted;
    }

    private Problem Summarize(ProblemCode code, int count, ProblemSeverity severity)
    {
        string verb = count == 1 ? "was found but is" : "were found but are";
        return new Problem(code, $"{Pluralizer.Format(count, "more problem")} {verb} not listed", "fix the listed problems first")
        {
            Source = _source,
            Severity = severity,
        };
    }
}
