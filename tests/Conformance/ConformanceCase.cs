namespace Conformance;

/// <summary>One case.</summary>
/// <param name="FirstDifference">Runs the case; null when it passes, else the first difference from what was expected.</param>
public sealed record ConformanceCase(string Name, Func<CancellationToken, Task<string?>> FirstDifference)
{
    public override string ToString() => Name;
}
