using System.Collections.Concurrent;
using Scalewright.Storage.Plugins;

namespace Storage.Remote.Tests;

/// <summary>A server loses power when its program exits; its program is killed when it goes down.</summary>
internal sealed class RemoteAgentRunner(
    RemoteSiteOptions place,
    StorageCluster cluster,
    SiteMachines machines,
    Equipment equipment,
    string token
) : IAgentRunner
{
    // The channel of a program never times out.
    private static readonly TimeSpan Ever = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, CancellationToken> _up = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);

    /// <summary>Unexpected exits of the programs of servers.</summary>
    public ConcurrentDictionary<string, string> Deaths { get; } = new(StringComparer.Ordinal);

    public bool IsUp(string fqdn) => _up.TryGetValue(fqdn, out CancellationToken ended) && !ended.IsCancellationRequested;

    /// <summary>Whether any process of a server's program may still run.</summary>
    public bool IsThere(string fqdn) => _there.ContainsKey(fqdn);

    public async Task<RegistrationResponse> RegisterAsync(
        StorageServer server,
        string secret,
        ServerIdentity identity,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(identity);
        CommandResult result = await machines
            .Of(server.Name.Fqdn)
            .Connection.RunAsync(Request(OrderOf(server) with { Secret = secret, KeyPem = identity.KeyPem }), cancellationToken);
        NodeRegistrationResult? answer = result.Succeeded
            ? JsonSerializer.Deserialize(result.Output, StorageNodeJson.Default.NodeRegistrationResult)
            : null;
        return answer?.Reply
            ?? throw new ProviderException(
                SiteCheck.Word,
                answer is { Problems.Length: > 0 }
                    ? answer.Problems.Select(problem => problem.ToProblem()).ToValueList()
                    :
                    [
                        new Problem(
                            ProblemCode.AgentCallFailed,
                            $"its program {EndOf(result)}",
                            "name a program that calls StorageNode.TryRunAsync"
                        )
                        {
                            Field = server.Name.Fqdn,
                        },
                    ]
            );
    }

    public async Task RunAsync(StorageServer server, CancellationToken fleet, CancellationToken cancellationToken)
    {
        string fqdn = server.Name.Fqdn;
        string run = equipment.Begin(fqdn, fleet);
        _there[fqdn] = true;
        try
        {
            Deaths[fqdn] = await RunAsync(server, run, cancellationToken);
        }
        finally
        {
            equipment.End(run);
            _up.TryRemove(fqdn, out _);
            _there.TryRemove(fqdn, out _);
        }

        // An unexpected exit: the cluster loses the server as it loses a node without power.
        if (!cancellationToken.IsCancellationRequested)
        {
            await cluster.Servers.ShutdownAsync(fqdn, LifecycleTiming.Immediate, fleet);
        }
    }

    private async Task<string> RunAsync(StorageServer server, string run, CancellationToken cancellationToken)
    {
        string fqdn = server.Name.Fqdn;
        NodeStartRequest order = OrderOf(server) with
        {
            Run = run,
            Folder = machines.Of(fqdn).FolderOf(fqdn),
            BootedAt = server.BootedAt,
            Plugins = [.. ServerReports.Names],
        };
        void Hear(CommandOutput piece)
        {
            if (!piece.IsError && piece.Text.Contains(StorageServerProgram.UpWord, StringComparison.Ordinal))
            {
                _up[fqdn] = cancellationToken;
            }
        }

        try
        {
            return EndOf(
                await machines.Of(fqdn).Connection.RunAsync(Request(order) with { Timeout = Ever, OnOutput = Hear }, cancellationToken)
            );
        }
        catch (AgentException failure)
        {
            return failure.Message;
        }
    }

    private NodeStartRequest OrderOf(StorageServer server) =>
        new()
        {
            Fqdn = server.Name.Fqdn,
            Node = server.Name.Node,
            Door = machines.Of(server.Name.Fqdn).Door,
            Token = token,
            Speed = place.TimeScale,
        };

    private CommandRequest Request(NodeStartRequest order) =>
        new([.. place.Program, StorageServerProgram.Word])
        {
            Input = JsonSerializer.Serialize(order, StorageNodeJson.Default.NodeStartRequest),
            WorkingDirectory = place.Folder,
        };

    private static string EndOf(CommandResult result) => $"ended with {result.ExitCode}: {TextEscaping.Escape(result.Error.Trim())}";
}
