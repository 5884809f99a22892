using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions;

/// <summary>Collects the problems of the options of policies, engines and back-tests, with consistent messages.</summary>
internal sealed class PolicyOptionsValidator
{
    // Maximum time of PeriodicTimer and CancellationTokenSource. Source: .NET documentation.
    private static readonly TimeSpan MaxTimerDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly List<Problem> _problems = [];

    public PolicyOptionsValidator CheckBounds(int minNodes, int maxNodes)
    {
        NotNegative("MinNodes", minNodes);
        return maxNodes < minNodes
            ? Add(
                ProblemCode.ConflictingFields,
                "MaxNodes",
                string.Create(CultureInfo.InvariantCulture, $"{maxNodes} is below MinNodes, {minNodes}"),
                "use MinNodes or more"
            )
            : this;
    }

    /// <summary>Rejects percentages with a minimum of 0, because a percentage of 0 nodes is 0, as in AWS.</summary>
    public PolicyOptionsValidator GrowsFromZero(string field, int minNodes, bool growsByPercentage) =>
        minNodes > 0 || !growsByPercentage
            ? this
            : Add(
                ProblemCode.ConflictingFields,
                field,
                "a percentage of 0 nodes is 0: it would never grow from 0",
                "use a MinNodes of 1 or more, or another type of adjustment"
            );

    public PolicyOptionsValidator NotNegative(string field, double value) =>
        value >= 0 && double.IsFinite(value)
            ? this
            : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not {Describe(value, "number of 0 or more")}", "use 0 or more");

    public PolicyOptionsValidator Positive(string field, double value) =>
        value > 0 && double.IsFinite(value)
            ? this
            : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not {Describe(value, "number above 0")}", "use more than 0");

    public PolicyOptionsValidator Finite(string field, double value) =>
        double.IsFinite(value) ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not a finite number", "use a number");

    /// <summary>Accepts infinite values, for a threshold that is never reached.</summary>
    public PolicyOptionsValidator NotNaN(string field, double value) =>
        double.IsNaN(value) ? Add(ProblemCode.OutOfRange, field, "NaN is not a number", "use a number") : this;

    /// <summary>
    /// Rejects a minimum number of nodes without percentages. Source: AutoScaling API reference, PutScalingPolicy.
    /// </summary>
    public PolicyOptionsValidator CheckMagnitude(string field, AdjustmentType type, int magnitude)
    {
        NotNegative(field, magnitude);
        return magnitude > 0 && type != AdjustmentType.PercentChangeInCapacity
            ? Add(ProblemCode.ConflictingFields, field, "it has an effect only on percentages", "omit it, or use PercentChangeInCapacity")
            : this;
    }

    public PolicyOptionsValidator NotNegative(string field, TimeSpan value) =>
        value >= TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{value} is below 0", "use 0 or more");

    public PolicyOptionsValidator Positive(string field, TimeSpan value) =>
        value > TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{value} is not above 0", "use more than 0");

    public PolicyOptionsValidator Within(string field, double value, double min, double max) =>
        value >= min && value <= max
            ? this
            : Add(
                ProblemCode.OutOfRange,
                field,
                $"{Text(value)} is outside of {Text(min)} to {Text(max)}",
                $"use {Text(min)} to {Text(max)}"
            );

    public PolicyOptionsValidator PartOfTime(string field, double value) =>
        value is > 0 and <= 1
            ? this
            : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not a valid ratio", "use more than 0, up to 1");

    public PolicyOptionsValidator Named(string field, string? value) =>
        string.IsNullOrEmpty(value) ? Add(ProblemCode.MissingField, field, "no name is given", "use the name of a metric") : this;

    /// <summary>Reports metrics that a policy reads but that have no source.</summary>
    /// <param name="policy">The policy; its options must be valid.</param>
    public PolicyOptionsValidator Reads(string field, ISizingPolicy policy, IReadOnlyCollection<string> measured)
    {
        foreach (
            string name in (Invoke(field, PolicyInvoker.GetName(policy), () => policy.MetricNames) ?? [])
                .Distinct(StringComparer.Ordinal)
                .Where(name => !measured.Contains(name, StringComparer.Ordinal))
        )
        {
            string nearest = Spelling.FindClosest(name, measured) is { } near ? $"; did you mean '{TextEscaping.Escape(near)}'?" : "";
            Add(
                ProblemCode.UnknownReference,
                field,
                $"it reads '{TextEscaping.Escape(name)}', which no source measures{nearest}",
                measured.Count > 0
                    ? $"use one of {string.Join(", ", measured.Select(TextEscaping.Escape))}"
                    : "add a source of it by AddMetric"
            );
        }

        return this;
    }

    public PolicyOptionsValidator CheckPolicy(string field, ISizingPolicy? policy)
    {
        if (policy is null)
        {
            return Add(ProblemCode.MissingField, field, "no policy is given", "use a sizing policy");
        }

        string name = PolicyInvoker.GetName(policy);
        CheckState(field, Invoke(field, name, () => policy.StateLength));
        foreach (Problem problem in Invoke(field, name, policy.Check) ?? [])
        {
            _problems.Add(problem with { Field = Within(field, problem.Field) });
        }

        return this;
    }

    public PolicyOptionsValidator CheckPolicy(string field, IPlacementPolicy? policy, int cloudCount)
    {
        if (policy is null)
        {
            return Add(ProblemCode.MissingField, field, "no policy is given", "use a placement policy");
        }

        string name = policy.GetType().Name;
        _problems.AddRange(Invoke(field, name, policy.Check) ?? []);
        return CheckState(field, Invoke(field, name, () => policy.GetStateLength(cloudCount)));
    }

    /// <summary>Checks that a timer supports the time: 1 ms to 2^32 - 2 ms, about 49 days.</summary>
    public PolicyOptionsValidator Waitable(string field, TimeSpan value) =>
        value >= TimeSpan.FromMilliseconds(1) && value <= MaxTimerDelay
            ? this
            : Add(ProblemCode.OutOfRange, field, $"{value} is not from 1 ms to {MaxTimerDelay}", $"use 1 ms to {MaxTimerDelay}");

    public PolicyOptionsValidator Add(ProblemCode code, string field, string found, string advice)
    {
        _problems.Add(new Problem(code, found, advice) { Field = field });
        return this;
    }

    public int Count => _problems.Count;

    public ValueList<Problem> ToList() => _problems.ToValueList();

    private PolicyOptionsValidator CheckState(string field, int length) =>
        length is >= 0 and <= PolicyInvoker.MaxStateLength
            ? this
            : Add(
                ProblemCode.OutOfRange,
                Within(field, "GetStateLength"),
                $"{length} is not from 0 to {PolicyInvoker.MaxStateLength}",
                $"remember at most {PolicyInvoker.MaxStateLength} numbers"
            );

    [SuppressMessage("Design", "CA1031", Justification = "Policies are the user's: whatever one throws is reported with its name.")]
    private T? Invoke<T>(string field, string policy, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (Exception exception)
        {
            _problems.Add(PolicyInvoker.CreateProblem(field, policy, exception));
            return default;
        }
    }

    private static string Within(string field, string name) => field.Length > 0 ? $"{field}.{name}" : name;

    /// <summary>Returns the kind of number that a value is not: infinity is a number above 0.</summary>
    private static string Describe(double value, string kind) => double.IsFinite(value) ? $"a {kind}" : "a finite number";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
