namespace Experiments.Tests;

/// <summary>A test that asks the real <c>ansible-inventory</c>; skipped, and said so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnsibleTheoryAttribute : TheoryAttribute
{
    public const string Tool = "/usr/bin/ansible-inventory";

    public AnsibleTheoryAttribute()
    {
        if (!File.Exists(Tool))
        {
            Skip = "there is no ansible-inventory; install Debian's ansible-core";
        }
    }
}
