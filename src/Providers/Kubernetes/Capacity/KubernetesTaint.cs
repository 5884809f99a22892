namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>What keeps pods away from a machine that do not tolerate it.</summary>
/// <param name="Key">Its key, as in <c>nvidia.com/gpu</c>.</param>
/// <param name="Value">Its value; empty: none.</param>
/// <param name="Effect">What it does: <c>NoSchedule</c>, <c>NoExecute</c>, or <c>PreferNoSchedule</c>, which keeps nothing away for good.</param>
public sealed record KubernetesTaint(string Key, string Value, string Effect)
{
    /// <summary>Whether new pods stay away that do not tolerate it.</summary>
    public bool KeepsAway => Effect is "NoSchedule" or "NoExecute";

    /// <summary><c>key=value:NoSchedule</c>, as kubectl has it.</summary>
    public override string ToString() => Value.Length > 0 ? $"{Key}={Value}:{Effect}" : $"{Key}:{Effect}";
}
