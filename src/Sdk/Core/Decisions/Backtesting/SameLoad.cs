using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Loads are the same when they are equal in everything, not in their names alone; quick where they are one object.</summary>
internal sealed class SameLoad : IEqualityComparer<LoadTrace>
{
    public static SameLoad Comparer { get; } = new();

    public bool Equals(LoadTrace? x, LoadTrace? y) => ReferenceEquals(x, y) || (x is not null && x.Equals(y));

    // The values are left out: they are many, and names tell most loads apart.
    public int GetHashCode([DisallowNull] LoadTrace obj) => HashCode.Combine(obj.Name, obj.Step, obj.Values.Count);
}
