namespace Scalewright.Providers.Kubernetes.Wire;

/// <summary>Why something was refused, or how a program ended.</summary>
internal sealed record StatusAnswer
{
    public string? Kind { get; init; }

    public string? Status { get; init; }

    public string? Message { get; init; }

    public string? Reason { get; init; }

    public int? Code { get; init; }

    public StatusDetails? Details { get; init; }
}
