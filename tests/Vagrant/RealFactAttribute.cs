namespace Vagrant.Tests;

/// <summary>A test by Vagrant itself; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealFactAttribute : FactAttribute
{
    public RealFactAttribute() => Skip = RealPlace.MissingReason;
}
