namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>The kinds of objects of a version of a group.</summary>
internal sealed record ResourceKindList
{
    public string? Kind { get; init; }

    public IReadOnlyList<ResourceKind>? Resources { get; init; }
}
