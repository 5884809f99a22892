namespace Scalewright.Providers.IotLab.Wire;

/// <summary>A list, or a page of one.</summary>
internal sealed record ItemList<T>
{
    /// <summary>Null: the answer is no list.</summary>
    public IReadOnlyList<T>? Items { get; init; }
}
