namespace Chameleon.Tests;

/// <summary>A test by the real openstack command; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenStackFactAttribute : FactAttribute
{
    public OpenStackFactAttribute() => Skip = OpenStackCommand.MissingReason;
}
