using Tests.Shared;

namespace Local.Tests;

/// <summary>A test that needs network namespaces: skipped, visibly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    /// <summary>What tests share that look at all links of this machine, or make nodes of equal ids by equal seeds: they run in turn.</summary>
    public const string Turns = "files of this machine";

    /// <summary>What makes links of a program's own.</summary>
    public const string Tap = "/dev/net/tun";

    /// <summary>Such a test.</summary>
    /// <param name="needs">Programs of the path, and devices, that it needs besides.</param>
    public NamespaceFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = LocalFolder.MissingReason ?? (needs.FirstOrDefault(need => !IsThere(need)) is { } missing ? $"{missing} is not there" : null);
    }

    public string[] Needs { get; }

    private static bool IsThere(string need) => Path.IsPathRooted(need) ? File.Exists(need) : PathPrograms.Has(need);
}
