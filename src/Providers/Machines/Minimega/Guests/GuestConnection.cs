using Scalewright.Journals;
using Scalewright.Providers.Minimega.Backend;

namespace Scalewright.Providers.Minimega.Guests;

/// <summary>
/// Connection to a node through an agent in this process, which accesses the guest's programs and files with minimega's
/// command-and-control service.
/// </summary>
internal sealed class GuestConnection(AgentHost agent, AgentConnection connection, GuestCalls calls, TimeProvider clock)
    : AgentHostConnection(agent, connection)
{
    // Sending a file takes at most four requests: check the folder, send the content, rename, and remove the remains of
    // an earlier attempt.
    private const int MaxRequests = 4;

    /// <summary>Waits until the guest's agent connects, and opens the connection.</summary>
    /// <exception cref="AgentException">The agent does not connect in time.</exception>
    /// <exception cref="MinimegaException">The server refused, or does not respond.</exception>
    public static async Task<INodeConnection> OpenAsync(
        MinimegaVm vm,
        MinimegaNamespace vmNamespace,
        MinimegaOptions options,
        CancellationToken cancellationToken
    )
    {
        StoredResourceTag tag = vm.Tag!;
        await WaitAsync(vm, tag.Name, vmNamespace, options, cancellationToken);
        GuestCalls calls = new(vm, vmNamespace, options);
        AgentHostOptions who = new()
        {
            Node = tag.Name,
            BootId = $"{vm.Uuid}-{vm.Pid}",
            Clock = options.Clock,
            Services = options.Services,
        };
        AgentHost agent = new(who, new GuestPrograms(calls, options), new GuestFiles(calls, options.MaxFileBytes));
        try
        {
            AgentConnectionOptions whom = new()
            {
                Node = tag.Name,
                SessionId = Lineage.CreateRandom(options.Random).ToString(),
                Epoch = tag.Epoch,
                Clock = options.Clock,
                ResponseTimeout = options.GuestTimeout * MaxRequests,
            };
            return new GuestConnection(
                agent,
                await ConnectAsync(agent, whom, static server => server, cancellationToken),
                calls,
                options.Clock
            );
        }
        catch
        {
            await calls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Also checks the guest in minimega, because the agent itself runs in this process.</summary>
    public override async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        long start = clock.GetTimestamp();
        await base.PingAsync(cancellationToken);
        try
        {
            await calls.CheckAsync(cancellationToken);
            return clock.GetElapsedTime(start);
        }
        catch (IOException failure)
        {
            throw new AgentException(Node, MinimegaProblems.Unresponsive(failure.Message), failure) { IsTransient = true };
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await calls.DisposeAsync();
    }

    private static async Task WaitAsync(
        MinimegaVm vm,
        string node,
        MinimegaNamespace vmNamespace,
        MinimegaOptions options,
        CancellationToken cancellationToken
    )
    {
        MinimegaClient client = await vmNamespace.ConnectAsync(cancellationToken);
        long start = options.Clock.GetTimestamp();
        while (
            !(await client.RunTableAsync($".filter uuid={vm.Uuid} cc clients", cancellationToken)).Any(row =>
                row.GetValueOrDefault("uuid", "") == vm.Uuid
            )
        )
        {
            if (options.Clock.GetElapsedTime(start) > options.GuestTimeout)
            {
                throw new AgentException(node, MinimegaProblems.NoGuest(vm.Id, options.GuestTimeout)) { IsTransient = true };
            }

            await Task.Delay(options.PollInterval, options.Clock, cancellationToken);
        }
    }
}
