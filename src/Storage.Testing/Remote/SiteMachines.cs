using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>The nodes of a site, with a folder of their own for it that is gone at the end.</summary>
internal sealed class SiteMachines : IAsyncDisposable
{
    private readonly ISiteNodes _nodes;
    private readonly string[] _hosts;
    private readonly List<SiteMachine> _machines = [];

    private SiteMachines(ISiteNodes nodes, string[] hosts) => (_nodes, _hosts) = (nodes, hosts);

    [SuppressMessage("Reliability", "CA2000", Justification = "The machines dispose of their nodes.")]
    public static async Task<SiteMachines> OpenAsync(StorageSite site, RemotePlace place, Door door, CancellationToken cancellationToken)
    {
        string[] hosts = [.. site.Servers.Select(server => server.Fqdn), .. site.Workers.Select(worker => worker.Fqdn), .. site.Clients];
        SiteMachines machines = new(place.NodeFile.Length > 0 ? new SshNodes(place) : new LocalNodes(), hosts);
        try
        {
            await machines.FillAsync(door, cancellationToken);
            return machines;
        }
        catch
        {
            await machines.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that a host is on.</summary>
    public SiteMachine Of(string host) => _machines[Array.IndexOf(_hosts, host) % _machines.Count];

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (SiteMachine machine in _machines)
            {
                await machine.RunAsync(["rm", "-rf", "--", machine.Folder], CancellationToken.None);
            }
        }
        finally
        {
            await _nodes.DisposeAsync();
        }
    }

    private async Task FillAsync(Door door, CancellationToken cancellationToken)
    {
        foreach ((INodeConnection connection, Uri address) in await _nodes.OpenAsync(_hosts.Length, door, cancellationToken))
        {
            CommandResult made = await connection.RunAsync(new CommandRequest(["mktemp", "-d", "/var/tmp/scalewright-site-XXXXXXXX"]), cancellationToken);
            _machines.Add(new SiteMachine(connection, address, made.Succeeded ? made.Output.Trim() : throw Failed(connection.Node, made)));
        }

        if (_machines.Count == 0)
        {
            throw new ProviderException(SiteCheck.Word, [new Problem(ProblemCode.MissingField, "the site has no node", "name machines in its node file")]);
        }

        foreach (string host in _hosts)
        {
            SiteMachine machine = Of(host);
            CommandResult made = await machine.RunAsync(["mkdir", "--", machine.FolderOf(host)], cancellationToken);
            if (!made.Succeeded)
            {
                throw Failed(machine.Connection.Node, made);
            }
        }
    }

    private static ProviderException Failed(string node, CommandResult made) =>
        new(SiteCheck.Word, [new Problem(ProblemCode.AgentFault, $"no folder can be made: {Printable.Escape(made.Error.Trim())}", "make /var/tmp writable there") { Field = node }]);
}
