namespace Scalewright.Testing;

/// <summary>A test with <see cref="SimulationFactAttribute"/> cannot be run as it is written, or as the environment wants it.</summary>
public sealed class SimulationFactException : Exception
{
    internal SimulationFactException(string test, ValueList<Problem> problems)
        : base($"{test} cannot be run:{string.Concat(problems.Select(problem => $"\n  {problem} [{problem.Code.Id}]"))}") => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public ValueList<Problem> Problems { get; }
}
