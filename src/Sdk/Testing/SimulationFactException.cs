namespace Scalewright.Testing;

/// <summary>A test with <see cref="SimulationFactAttribute"/> cannot be run as it is written, as the environment wants it, or tests nodes that there never are.</summary>
public sealed class SimulationFactException : Exception
{
    internal SimulationFactException(string test, ValueList<Problem> problems)
        : this(test, "cannot be run", problems)
    {
    }

    private SimulationFactException(string test, string what, ValueList<Problem> problems)
        : base($"{test} {what}:{string.Concat(problems.Select(problem => $"\n  {problem} [{problem.Code.Id}]"))}") => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>All seeds passed, and faults were about nodes that there never were.</summary>
    internal static SimulationFactException OfNodes(string test, ValueList<Problem> problems) => new(test, "tests less than it says", problems);
}
