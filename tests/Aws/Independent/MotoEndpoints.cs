using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AutoScaling.Independent.Tests;

/// <summary>One endpoint for each region of a test, and the listener that forwards requests to them.</summary>
internal sealed class MotoEndpoints : IAsyncDisposable
{
    private static readonly string[] Moving = ["pending", "shutting-down", "stopping"];

    private readonly WebApplication _control;
    private readonly ConcurrentDictionary<string, RegionEndpoint> _regions = new(StringComparer.Ordinal);

    private MotoEndpoints(WebApplication control) => _control = control;

    public string Address => _control.Urls.First();

    public static async Task<MotoEndpoints> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        MotoEndpoints endpoints = new(builder.Build());
        endpoints._control.MapPost("/reset", async context => await endpoints.ResetAsync());
        endpoints._control.MapPost("/endpoint", async context =>
            await context.Response.WriteAsync(await endpoints.AddressOfAsync(context.Request.Query))
        );
        endpoints._control.MapPost("/settle", async context => await endpoints.SettleAsync(context.RequestAborted));
        await endpoints._control.StartAsync();
        return endpoints;
    }

    public async ValueTask DisposeAsync()
    {
        await _control.DisposeAsync();
        await ResetAsync();
    }

    private async Task<string> AddressOfAsync(IQueryCollection query)
    {
        string region = query["region"].ToString();
        if (!_regions.TryGetValue(region, out RegionEndpoint? endpoint))
        {
            DateTimeOffset? at = DateTimeOffset.TryParse(
                query["at"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset time
            )
                ? time
                : null;
            endpoint = await RegionEndpoint.OpenAsync(region, at);
            _regions[region] = endpoint;
        }

        return endpoint.Server.Address.ToString().TrimEnd('/');
    }

    private async Task ResetAsync()
    {
        foreach (string region in _regions.Keys.ToArray())
        {
            if (_regions.TryRemove(region, out RegionEndpoint? endpoint))
            {
                await endpoint.DisposeAsync();
            }
        }
    }

    /// <summary>moto completes everything at once. Some groups never settle, so ten seconds is the limit.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            foreach (RegionEndpoint endpoint in _regions.Values)
            {
                while (!await endpoint.IsSettledAsync(Moving))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test continues with the current state.
        }
    }

    private sealed record RegionEndpoint(
        SimulationProvider Provider,
        Cluster Cluster,
        AutoScalingEndpoint Endpoint,
        AutoScalingServer Server
    ) : IAsyncDisposable
    {
        public static async Task<RegionEndpoint> OpenAsync(string region, DateTimeOffset? at)
        {
            SimulationProvider provider = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
            Cluster? cluster = null;
            await provider.RunAsync(async token =>
                cluster = await Cluster.Create(Topology.Create("moto").Build()).UseProvider(provider).ProvisionAsync(token)
            );
            AutoScalingEndpointOptions options = new()
            {
                SignatureValidation = SignatureValidation.Off,
                AllowNodeReplacement = true,
                Region = region,
                AccountId = "123456789012",
                Clouds = [$"{region}a", $"{region}b", $"{region}c"],
                Clock = at is { } start ? new ShiftedClock(start) : TimeProvider.System,
            };
            AutoScalingEndpoint endpoint = await AutoScalingEndpoint.OpenAsync(cluster!, options);
            return new RegionEndpoint(provider, cluster!, endpoint, await AutoScalingServer.StartAsync(endpoint));
        }

        public async Task<bool> IsSettledAsync(string[] moving)
        {
            XElement instances = await CallAsync("Action=DescribeInstances&Version=2016-11-15");
            XElement groups = await CallAsync("Action=DescribeAutoScalingGroups&Version=2011-01-01&MaxRecords=100");
            return !instances
                    .Descendants()
                    .Any(element => element.Name.LocalName == "name" && moving.Contains(element.Value, StringComparer.Ordinal))
                && !groups
                    .Descendants()
                    .Any(element => element.Name.LocalName == "LifecycleState" && element.Value is "Pending" or "Terminating");
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Endpoint.DisposeAsync();
            await Provider.RunAsync(_ => Cluster.DisposeAsync().AsTask());
            await Provider.DisposeAsync();
        }

        private async Task<XElement> CallAsync(string query) =>
            XElement.Parse(
                Encoding.UTF8.GetString((await Endpoint.HandleAsync(new QueryRequest("GET", "/", query, [], default))).Body.Span)
            );
    }

    private sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _shift = start - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
