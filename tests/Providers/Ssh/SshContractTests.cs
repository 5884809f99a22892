using ProviderContracts;
using Scalewright;
using Scalewright.Providers.Ssh;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
[MachineContract("ssh-machines")]
public sealed class SshContractTests(SshLab lab) : ProviderContract<SshProvider>, IAsyncLifetime
{
    private readonly RecordingTransport _transport = new(new SshTransport(lab.Options));
    private string _last = "";
    private int _changeCount;

    protected override int NodesMax => SshLab.Count;

    protected override SshProvider CreateProvider() => new(
        Enumerable.Range(1, SshLab.Count).Select(SshLab.AddressOf).ToValueList(),
        new SshProviderOptions { Ssh = lab.Options, Transport = _transport, Folder = "/tmp/scalewright" });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _transport.DisposeAsync();

    // By what is asked for, and by what the machines are then: a command may change one in words that nobody thought of.
    protected override int? CountMutatingCalls()
    {
        string now = string.Join('\n', Enumerable.Range(1, SshLab.Count).Select(Describe));
        _changeCount += now == _last ? 0 : 1;
        _last = now;
        return _transport.ChangeCount + _changeCount;
    }

    protected override Random CreateChance() => new(42);

    private string Describe(int number) => lab.OnMachine(number, "sh", "-c", "ip -o link; ip route; tc qdisc; iptables -w -S")
        + string.Join('\n', Directory.EnumerateFileSystemEntries(lab.At($"{number}", "tmp"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(static path => $"{path} {File.GetLastWriteTimeUtc(path):O}"));

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
