namespace Sdk.Tests.Journals;

/// <summary>A test that mounts disks: skipped, visibly, for a user that may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "needs root to mount a disk";
        }
    }
}
