namespace Kubernetes.Tests;

/// <summary>A test by the real kubectl, of each version that there is (<see cref="KubectlDataAttribute"/>); skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = Kubectl.MissingReason;

    /// <summary>Whether it enters pods: older ones do so by SPDY, which the server of these tests does not speak.</summary>
    public bool Enters
    {
        get => false;
        init => Skip ??= value ? Kubectl.MissingWebSockets ?? Place.MissingReason : null;
    }
}
