using System.Globalization;

namespace Scalewright.Decisions;

/// <summary>Collects what is wrong with a policy's options.</summary>
internal sealed class PolicyProblems
{
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

    public PolicyProblems Of(string field, ISizingPolicy? policy)
    {
        if (policy is null)
        {
            return Say(ProblemCode.MissingField, field, "no policy is given", "use a sizing policy");
        }

        foreach (Problem problem in policy.Check())
        {
            _found.Add(problem with { Field = $"{field}.{problem.Field}" });
        }

        return this;
    }

    public PolicyProblems Say(ProblemCode code, string field, string found, string advice)
    {
        _found.Add(new Problem(code, found, advice) { Field = field });
        return this;
    }

    public ValueList<Problem> ToList() => _found.ToValueList();

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
