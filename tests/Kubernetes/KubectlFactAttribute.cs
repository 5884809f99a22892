namespace Kubernetes.Tests;

/// <summary>A test by the real kubectl; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute() => Skip = Kubectl.MissingReason;

    /// <summary>Whether it enters pods: older ones do so by SPDY, which the server of these tests does not speak.</summary>
    public bool Enters
    {
        get => false;
        init => Skip ??= value ? Kubectl.MissingWebSockets ?? Place.MissingReason : null;
    }
}
