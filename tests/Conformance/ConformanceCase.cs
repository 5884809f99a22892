namespace Conformance;

/// <param name="FirstDifference">Returns null if the case passes.</param>
public sealed record ConformanceCase(string Name, Func<CancellationToken, Task<string?>> FirstDifference)
{
    public override string ToString() => Name;
}
