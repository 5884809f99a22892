using System.Net;
using System.Net.Sockets;
using Tests.Shared;

namespace Samples.Tests.Storage;

/// <summary>Switches of the storage programs that do not go together, or ask for what others have.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public SwitchTests() => _other.Start();

    private string Taken => $"{((IPEndPoint)_other.LocalEndpoint).Port}";

    public void Dispose()
    {
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_file_for_the_authority_of_no_tls_is_refused()
    {
        CommandResult refused = Sample("StorageManager", "--port", "0", "--ca", "ca.pem");

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("add --tls, or leave --ca out");
        File.Exists(_folder.At("ca.pem")).ShouldBeFalse();
    }

    [Fact]
    public void A_port_of_the_manager_that_is_taken_is_named_with_its_switch()
    {
        CommandResult page = Sample("StorageManager", "--port", Taken);
        CommandResult agents = Sample("StorageManager", "--port", "0", "--agent-port", Taken);

        (page.ExitCode, agents.ExitCode).ShouldBe((1, 1));
        page.Errors.ShouldMatch($"port {Taken}: .*; choose another with --port, 0 takes any");
        agents.Errors.ShouldMatch($"port {Taken}: .*; choose another with --agent-port, 0 takes any");
    }

    [Fact]
    public void A_port_of_the_simulator_that_is_taken_is_named_with_its_switch()
    {
        Sample("StorageSimulator", "setup", "--server_count", "2").ExitCode.ShouldBe(0);

        CommandResult power = Sample("StorageSimulator", "run", "--pdu_port", Taken, "--control_port", "0");
        CommandResult control = Sample("StorageSimulator", "run", "--pdu_port", "0", "--control_port", Taken);

        (power.ExitCode, control.ExitCode).ShouldBe((1, 1));
        power.Errors.ShouldMatch($"port {Taken} of pdu000: .*; choose others with --pdu_port, 0 takes any");
        control.Errors.ShouldMatch($"port {Taken}: .*; choose another with --control_port, 0 takes any");
    }

    private CommandResult Sample(string name, params string[] arguments) =>
        Command.Dotnet(_folder.Root, new Dictionary<string, string>(StringComparer.Ordinal) { ["TERM"] = "xterm-256color" }, [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]);
}
