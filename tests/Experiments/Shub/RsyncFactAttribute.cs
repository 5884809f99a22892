namespace Experiments.Tests.Shub;

/// <summary>A test of what calls <c>rsync</c>; skipped, and said so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RsyncFactAttribute : FactAttribute
{
    public RsyncFactAttribute() => Skip = File.Exists("/usr/bin/rsync") ? null : "needs the program rsync";
}
