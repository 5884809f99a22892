using System.Diagnostics;
using Scalewright.Providers.Local;

namespace Local.Tests;

/// <summary>A folder of nodes for one test.</summary>
internal sealed class LocalFolder : IDisposable
{
    /// <summary>Why namespaces cannot be had; null: they can.</summary>
    public static string? MissingReason { get; } =
        !OperatingSystem.IsLinux() ? "nodes of this machine need Linux"
        : !Environment.IsPrivilegedProcess ? "namespaces need root"
        : !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") ? "iproute2 is not installed"
        : null;

    public string Path { get; } = Directory.CreateTempSubdirectory("scalewright-local-").FullName;

    public LocalProvider Open(LocalIsolation isolation, int? diskMiB = null) => new(new LocalProviderOptions { Isolation = isolation, Folder = Path, Chance = new Random(42), DiskMiB = diskMiB });

    /// <summary>What a program of this machine writes.</summary>
    public static string Run(params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
