namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>A toleration: allows pods to run on machines with matching taints.</summary>
/// <param name="Key">Key of the taints; empty for all keys.</param>
public sealed record KubernetesToleration(string Key)
{
    /// <summary>Value that a taint must have. Null, the default, accepts any.</summary>
    public string? Value { get; init; }

    /// <summary>Effect that a taint must have, for example <c>NoSchedule</c>. Empty, the default: any.</summary>
    public string Effect { get; init; } = "";

    /// <summary>Returns true if pods with this toleration tolerate a taint.</summary>
    /// <param name="taint">The taint.</param>
    public bool Tolerates(KubernetesTaint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return (Effect.Length == 0 || Effect == taint.Effect)
            && (Key.Length == 0 || Key == taint.Key)
            && (Value is null || Value == taint.Value);
    }

    internal static KubernetesToleration From(V1Toleration toleration) =>
        new(toleration.Key ?? "")
        {
            // Kubernetes API reference, Toleration: the default operator compares values.
            Value = toleration.OperatorProperty == "Exists" ? null : toleration.Value ?? "",
            Effect = toleration.Effect ?? "",
        };

    internal V1Toleration ToWire() =>
        new()
        {
            Key = NullIfEmpty(Key),
            OperatorProperty = Value is null ? "Exists" : "Equal",
            Value = Value,
            Effect = NullIfEmpty(Effect),
        };

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
