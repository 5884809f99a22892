namespace Scalewright.Providers.Simulation;

/// <summary>Pairs of a kind of faults and an operation that was under way when such a fault started.</summary>
/// <remarks>
/// Operations are calls to the provider, flushes of the state and commands on nodes. A fault whose target does not
/// exist, and one that the program injects itself, reach no pair.
/// </remarks>
public sealed record FaultCoverage
{
    /// <summary>Kinds of faults that <see cref="FaultGenerator"/> can generate, in ordinal order.</summary>
    public ValueList<string> Faults { get; init; } = [];

    /// <summary>Operations that the program performed in at least one seed, in ordinal order.</summary>
    public ValueList<string> Operations { get; init; } = [];

    /// <summary>Pairs that at least one seed reached, in ordinal order.</summary>
    public ValueList<FaultPair> Reached { get; init; } = [];

    /// <summary>Number of all pairs.</summary>
    public int PairCount => Faults.Count * Operations.Count;

    /// <summary>Returns the pairs that no seed reached, in ordinal order.</summary>
    public ValueList<FaultPair> GetUnreached()
    {
        HashSet<FaultPair> reached = [.. Reached];
        return
        [
            .. Faults
                .SelectMany(fault => Operations.Select(operation => new FaultPair(fault, operation)))
                .Where(pair => !reached.Contains(pair)),
        ];
    }
}

/// <summary>A kind of faults and an operation that was under way when such a fault started.</summary>
/// <param name="Fault">Name of the <see cref="FaultKind"/>.</param>
/// <param name="Operation">Name of the operation, for example <c>create node</c>.</param>
public sealed record FaultPair(string Fault, string Operation)
{
    /// <summary>Returns text such as <c>power during create node</c>.</summary>
    public override string ToString() => $"{Fault} during {Operation}";
}
