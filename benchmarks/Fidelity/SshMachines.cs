using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers.Ssh;

namespace Benchmarks.Fidelity;

/// <summary>
/// Machines with separate SSH servers, in network namespaces of this machine, removed at the end. Requires root, the
/// SSH server and the sources of the tests.
/// </summary>
internal sealed class SshMachines : IDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"f{Environment.ProcessId % 1000}");
    private readonly string _script;
    private readonly AgentDeployerOptions _agent;

    [UnsupportedOSPlatform("windows")]
    public SshMachines()
    {
        Folder = $"/var/tmp/scalewright-fidelity-{Environment.ProcessId}";
        _script = Path.Combine(Sources.Root, "tests", "support", "Kit", "Labs", "ssh.sh");
        Run("up", MeasuredProgram.NodeCount.ToString(CultureInfo.InvariantCulture));
        _agent = OwnAgent.Write(At("agent"));
    }

    /// <summary>Missing requirement; null if all are met.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess ? "root"
        : !File.Exists("/usr/sbin/sshd") ? "an SSH server"
        : null;

    public string Folder { get; }

    public ValueList<NodeAddress> Addresses =>
        Enumerable
            .Range(1, MeasuredProgram.NodeCount)
            .Select(number => new NodeAddress(string.Create(CultureInfo.InvariantCulture, $"10.77.0.{number + 10}")) { User = "root" })
            .ToValueList();

    public SshOptions Options =>
        new()
        {
            Agent = _agent with { Folder = "/tmp/scalewright-fidelity-agent" },
            Folder = "/tmp/scalewright-fidelity",
            Client = new SshClientOptions
            {
                ClientPath = At("ssh"),
                ConfigFile = At("config"),
                IdentityFile = At("id"),
                KnownHostsFile = At("known_hosts"),
            },
        };

    public void Dispose() => Run("down");

    private string At(string name) => Path.Combine(Folder, name);

    private void Run(string verb, params string[] words)
    {
        using Process script = Process.Start(
            new ProcessStartInfo("bash", [_script, verb, Folder, _name, .. words]) { UseShellExecute = false }
        )!;
        script.WaitForExit();
        if (script.ExitCode != 0)
        {
            throw new InvalidOperationException($"The machines cannot be had: '{verb}' ended with {script.ExitCode}.");
        }
    }
}
