namespace Experiments.Tests.Shub;

/// <summary>A test of a script; skipped, and said so, where there is no bash.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute() => Skip = File.Exists("/bin/bash") ? null : "needs /bin/bash";
}
