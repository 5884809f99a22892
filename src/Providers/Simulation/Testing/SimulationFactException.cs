namespace Scalewright.Testing;

/// <summary>
/// A test with <c>[SimulationFact]</c> cannot be run because of its declaration or the environment, or
/// injects faults into nodes that never exist.
/// </summary>
public sealed class SimulationFactException : Exception
{
    internal SimulationFactException(string test, ValueList<Problem> problems)
        : this(test, "cannot be run", problems) { }

    private SimulationFactException(string test, string message, ValueList<Problem> problems)
        : base($"{test} {message}:{string.Concat(problems.Select(problem => $"\n  {problem} [{problem.Code.Id}]"))}") =>
        Problems = problems;

    /// <summary>All problems.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Creates the exception for a test that passed, but whose nodes for faults never existed.</summary>
    internal static SimulationFactException OfNodes(string test, ValueList<Problem> problems) =>
        new(test, "does not test all nodes that it names", problems);
}
