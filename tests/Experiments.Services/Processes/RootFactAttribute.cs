using Tests.Shared;

namespace Experiments.Services.Tests.Processes;

/// <summary>A test that needs network namespaces: skipped, visibly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    /// <summary>What makes links of a program's own, for those that delay.</summary>
    public const string Tap = "/dev/net/tun";

    /// <summary>Such a test.</summary>
    /// <param name="needs">Devices that it needs besides.</param>
    public RootFactAttribute(params string[] needs)
    {
        Needs = needs;
        Skip = !OperatingSystem.IsLinux() ? "nodes of this machine need Linux"
            : !Environment.IsPrivilegedProcess ? "namespaces need root"
            : PathPrograms.Missing("ip", "tc", "mount", "unshare") is { } program ? program
            : needs.FirstOrDefault(need => !File.Exists(need)) is { } missing ? $"{missing} is not there"
            : null;
    }

    public string[] Needs { get; }
}
