using ProviderContracts;
using Scalewright;
using Scalewright.Providers.Ssh;
using Ssh.Tests.Lab;

namespace Ssh.Tests;

[Collection(LabMachines.Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class SshContractTests(SshLab lab) : ProviderContract<SshProvider>, IAsyncLifetime
{
    private readonly RecordingTransport _transport = new(new SshTransport(lab.Options));

    protected override int NodesMax => SshLab.Count;

    protected override SshProvider CreateProvider() => new(
        Enumerable.Range(1, SshLab.Count).Select(SshLab.AddressOf).ToValueList(),
        new SshProviderOptions { Ssh = lab.Options, Transport = _transport, Folder = "/tmp/scalewright" });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _transport.DisposeAsync();

    protected override int? CountMutatingCalls() => _transport.ChangeCount;

    protected override Random CreateChance() => new(42);

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
