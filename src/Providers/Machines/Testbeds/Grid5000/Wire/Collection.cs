using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.Grid5000.Wire;

/// <summary>A page of a list.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "The API's word: application/vnd.grid5000.collection+json.")]
internal sealed record Collection<T>
{
    public int? Total { get; init; }

    public int Offset { get; init; }

    /// <summary>Null: the answer is no list.</summary>
    public IReadOnlyList<T>? Items { get; init; }
}
