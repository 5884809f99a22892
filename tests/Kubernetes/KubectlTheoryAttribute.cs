namespace Kubernetes.Tests;

/// <summary>A test by the real kubectl, of each version that there is (<see cref="KubectlDataAttribute"/>); skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KubectlTheoryAttribute : TheoryAttribute
{
    public KubectlTheoryAttribute() => Skip = Kubectl.MissingReason;

    /// <summary>Whether it enters pods, which this machine must be able to make.</summary>
    public bool Enters
    {
        get => false;
        init => Skip ??= value ? Place.MissingReason : null;
    }
}
