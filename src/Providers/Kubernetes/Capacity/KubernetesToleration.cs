namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Taints that pods do not mind.</summary>
/// <param name="Key">Their key; empty: all keys.</param>
public sealed record KubernetesToleration(string Key)
{
    /// <summary>The value that a taint must have; null, the default: any.</summary>
    public string? Value { get; init; }

    /// <summary>The effect that a taint must have, as in <c>NoSchedule</c>; empty, the default: any.</summary>
    public string Effect { get; init; } = "";

    /// <summary>Whether a taint is not minded.</summary>
    /// <param name="taint">The taint.</param>
    public bool Tolerates(KubernetesTaint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        return (Effect.Length == 0 || Effect == taint.Effect) && (Key.Length == 0 || Key == taint.Key) && (Value is null || Value == taint.Value);
    }

    internal static KubernetesToleration Of(Toleration said) => new(said.Key ?? "")
    {
        // Kubernetes API reference, Toleration: without an operator the values are compared.
        Value = said.Operator == "Exists" ? null : said.Value ?? "",
        Effect = said.Effect ?? "",
    };

    internal Toleration ToWire() => new()
    {
        Key = Key.Length > 0 ? Key : null, Operator = Value is null ? "Exists" : "Equal", Value = Value, Effect = Effect.Length > 0 ? Effect : null,
    };
}
