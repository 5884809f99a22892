using Scalewright.Agents.XmlRpc;

namespace StorageSample;

/// <summary>Servers of a simulator in another process, controlled over its remote control.</summary>
internal sealed class RemoteServers : ISimulatedServers
{
    private static readonly TimeSpan CallMax = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly XmlRpcClient _simulator;

    private RemoteServers(Uri address)
    {
        _http = new HttpClient(new ControlToken(address, ControlToken.Configured))
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _simulator = new XmlRpcClient("simulator", address, _http) { Timeout = CallMax };
    }

    /// <summary>Replaces the servers of the simulator at an address with new ones.</summary>
    /// <exception cref="Scalewright.Agents.AgentException">No simulator responds at the address.</exception>
    /// <exception cref="SimulatorException">The simulator rejects the token.</exception>
    public static async Task<RemoteServers> StartAsync(Uri address, int servers, CancellationToken cancellationToken)
    {
        RemoteServers made = new(address);
        try
        {
            await made.CallAsync("remove_all_servers", [], cancellationToken);
            bool hasUnits = servers % BenchmarkServers.UnitSize == 0;
            for (int count = 0; count < servers; count += hasUnits ? BenchmarkServers.UnitSize : 1)
            {
                await (hasUnits ? made.AddUnitAsync(BenchmarkServers.UnitSize, BenchmarkServers.UnitSize * BenchmarkServers.VolumesPerServer, cancellationToken) : made.CallAsync("add_server", [], cancellationToken));
            }

            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks that a simulator responds at an address, without changing its servers.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public static async Task CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        using HttpClient http = new(new ControlToken(address, ControlToken.Configured)) { Timeout = Timeout.InfiniteTimeSpan };
        XmlRpcClient asked = new("simulator", address, http) { Timeout = CallMax };
        await asked.CallAsync("list_servers", [], cancellationToken);
    }

    public async Task<IReadOnlyList<string>> ListUnregisteredAsync(CancellationToken cancellationToken) =>
        [.. (await CallAsync("list_servers", [], cancellationToken)).Items.Where(server => !server["registered"]!.Boolean).Select(server => server["fqdn"]!.String)];

    public async Task<int> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken) =>
        (int)(await CallAsync("register", [XmlRpcValue.From(fqdn), XmlRpcValue.From(secret)], cancellationToken))["command_id"]!.Integer;

    public Task AddUnitAsync(int servers, int volumes, CancellationToken cancellationToken) =>
        CallAsync("add_su", [XmlRpcValue.From((long)servers), XmlRpcValue.From((long)volumes)], cancellationToken);

    public async Task SetRateAsync(int lines, CancellationToken cancellationToken)
    {
        foreach (XmlRpcValue server in (await CallAsync("list_servers", [], cancellationToken)).Items)
        {
            await CallAsync("set_log_rate", [server["fqdn"]!, XmlRpcValue.From((long)lines)], cancellationToken);
        }
    }

    /// <summary>Removes the servers from the simulator.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CallAsync("remove_all_servers", [], CancellationToken.None);
        }
        catch (Exception exception) when (exception is Scalewright.Agents.AgentException or SimulatorException)
        {
            // The simulator has stopped with its servers, or has never accepted a call.
        }

        _http.Dispose();
    }

    private Task<XmlRpcValue> CallAsync(string method, ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken) => _simulator.CallAsync(method, arguments, cancellationToken);
}
