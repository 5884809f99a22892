namespace Experiments.Services.Tests.Processes;

/// <summary>A test that needs network namespaces: skipped, visibly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() => Skip =
        !OperatingSystem.IsLinux() ? "nodes of this machine need Linux"
        : !Environment.IsPrivilegedProcess ? "namespaces need root"
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") ? "iproute2 is not installed"
        : null;
}
