namespace Sdk.Tests.Journals;

/// <summary>Tests that mount disks: skipped, visibly, for a user that may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "needs root to mount a disk";
        }
    }
}
