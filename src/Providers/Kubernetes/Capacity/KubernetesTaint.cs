namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>A taint of a machine, which repels pods that do not tolerate it.</summary>
/// <param name="Key">Key, for example <c>nvidia.com/gpu</c>.</param>
/// <param name="Value">Value; may be empty.</param>
/// <param name="Effect">Effect: <c>NoSchedule</c>, <c>NoExecute</c>, or <c>PreferNoSchedule</c>, which is only a
/// preference.</param>
public sealed record KubernetesTaint(string Key, string Value, string Effect)
{
    /// <summary>Indicates whether the taint repels new pods that do not tolerate it.</summary>
    public bool BlocksScheduling => Effect is "NoSchedule" or "NoExecute";

    /// <summary>Returns the kubectl notation: <c>key=value:NoSchedule</c>.</summary>
    public override string ToString() => Value.Length > 0 ? $"{Key}={Value}:{Effect}" : $"{Key}:{Effect}";
}
