namespace Sdk.Tests.Agents;

/// <summary>A test that starts programs: skipped, visibly, where there is no Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "programs are run on Linux only";
        }
    }
}
