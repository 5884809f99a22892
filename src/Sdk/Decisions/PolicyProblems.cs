using System.Globalization;

namespace Scalewright.Decisions;

/// <summary>Collects what is wrong with a policy's options.</summary>
internal sealed class PolicyProblems
{
    // What PeriodicTimer and CancellationTokenSource accept: .NET documentation.
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly List<Problem> _found = [];

    public static ValueList<Problem> Bounds(int nodesMin, int nodesMax) => new PolicyProblems().CheckBounds(nodesMin, nodesMax).ToList();

    public PolicyProblems CheckBounds(int nodesMin, int nodesMax)
    {
        NotNegative("NodesMin", nodesMin);
        return nodesMax < nodesMin ? Say(ProblemCode.Conflict, "NodesMax", $"{nodesMax} is below NodesMin, {nodesMin}", "use NodesMin or more") : this;
    }

    public PolicyProblems NotNegative(string field, double value) =>
        value >= 0 && double.IsFinite(value) ? this : Say(ProblemCode.OutOfRange, field, $"{Text(value)} is not a number from 0", "use 0 or more");

    public PolicyProblems Positive(string field, double value) =>
        value > 0 && double.IsFinite(value) ? this : Say(ProblemCode.OutOfRange, field, $"{Text(value)} is not a number above 0", "use more than 0");

    public PolicyProblems NotNegative(string field, TimeSpan value) =>
        value >= TimeSpan.Zero ? this : Say(ProblemCode.OutOfRange, field, $"{value} is below 0", "use 0 or more");

    public PolicyProblems Positive(string field, TimeSpan value) =>
        value > TimeSpan.Zero ? this : Say(ProblemCode.OutOfRange, field, $"{value} is not above 0", "use more than 0");

    public PolicyProblems Named(string field, string? value) =>
        string.IsNullOrEmpty(value) ? Say(ProblemCode.MissingField, field, "no name is given", "use the name of a metric") : this;

    /// <summary>Tells of metrics that a policy reads and nobody measures.</summary>
    /// <param name="policy">The policy; its options must be in order.</param>
    /// <param name="measured">The names of what is measured.</param>
    public PolicyProblems Reads(ISizingPolicy policy, IReadOnlyCollection<string> measured)
    {
        foreach (string name in policy.MetricNames.Distinct(StringComparer.Ordinal).Where(name => !measured.Contains(name, StringComparer.Ordinal)))
        {
            string nearest = Spelling.Nearest(name, measured) is { } near ? $"; did you mean '{Printable.Escape(near)}'?" : "";
            Say(ProblemCode.UnknownReference, "sizing", $"it reads '{Printable.Escape(name)}', which nobody measures{nearest}", $"use one of {string.Join(", ", measured.Select(Printable.Escape))}");
        }

        return this;
    }

    public PolicyProblems Of(string field, ISizingPolicy? policy)
    {
        if (policy is null)
        {
            return Say(ProblemCode.MissingField, field, "no policy is given", "use a sizing policy");
        }

        CheckState(field, policy.StateLength);
        foreach (Problem problem in policy.Check())
        {
            _found.Add(problem with { Field = $"{field}.{problem.Field}" });
        }

        return this;
    }

    public PolicyProblems Of(string field, IPlacementPolicy? policy, int cloudCount)
    {
        if (policy is null)
        {
            return Say(ProblemCode.MissingField, field, "no policy is given", "use a placement policy");
        }

        _found.AddRange(policy.Check());
        return CheckState(field, policy.StateLength(cloudCount));
    }

    /// <summary>A time that a timer can wait for: 1 ms to 2^32 - 2 ms, some 49 days.</summary>
    public PolicyProblems Waitable(string field, TimeSpan value) => value >= TimeSpan.FromMilliseconds(1) && value <= WaitMax
        ? this
        : Say(ProblemCode.OutOfRange, field, $"{value} is not from 1 ms to {WaitMax}", $"use 1 ms to {WaitMax}");

    public PolicyProblems Say(ProblemCode code, string field, string found, string advice)
    {
        _found.Add(new Problem(code, found, advice) { Field = field });
        return this;
    }

    public ValueList<Problem> ToList() => _found.ToValueList();

    private PolicyProblems CheckState(string field, int length) => length is >= 0 and <= PolicyCalls.StateLengthMax
        ? this
        : Say(ProblemCode.OutOfRange, $"{field}.StateLength", $"{length} is not from 0 to {PolicyCalls.StateLengthMax}", $"remember at most {PolicyCalls.StateLengthMax} numbers");

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
