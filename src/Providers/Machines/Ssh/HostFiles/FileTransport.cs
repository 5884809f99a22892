namespace Scalewright.Providers.Ssh.HostFiles;

/// <summary>Ways into the machines of a node file: those with the same password share one.</summary>
internal sealed class FileTransport : INodeTransport
{
    private readonly Dictionary<NodeAddress, SshTransport> _ways;

    public FileTransport(HostFile file, SshOptions options, ILogger<SshTransport> logger) => _ways = file.Hosts
        .GroupBy(host => host.Password?.Text ?? options.Password?.Text, StringComparer.Ordinal)
        .Select(hosts => (Hosts: hosts, Way: new SshTransport(options with { Password = hosts.Key is { } text ? new SshPassword(text) : null }, logger)))
        .SelectMany(group => group.Hosts.Select(host => (host.Address, group.Way)))
        .ToDictionary(pair => pair.Address, pair => pair.Way);

    public Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default) =>
        _ways[address].ConnectAsync(address, node, cancellationToken);

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) =>
        _ways[address].OpenAsync(address, words, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (SshTransport way in _ways.Values.Distinct())
        {
            await way.DisposeAsync();
        }
    }
}
