namespace Kubernetes.Tests;

/// <summary>A test by a real kubectl that asks as the recorded one did; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WireFactAttribute : FactAttribute
{
    public WireFactAttribute() => Skip = WireTests.MissingReason;
}
