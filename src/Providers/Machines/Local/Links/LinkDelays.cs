using Scalewright.Providers.Local.Links.Relays;

namespace Scalewright.Providers.Local.Links;

/// <summary>
/// Delays the links of nodes. The host end of a delayed link is attached to a separate bridge that is down, and this
/// program forwards frames between it and a substitute link. When the program exits, the kernel removes the substitute
/// link, and the node is disconnected until its link is restored.
/// </summary>
internal sealed class LinkDelays(LocalOptions options, LinkCommands commands, string bridge) : IDisposable
{
    // Maximum number of frames that the link queues while the relay is busy.
    private const int QueueFrames = 4096;

    // The measured round trip may exceed the delay by this time, or by half of the delay if that is longer. One of
    // several probes must be within the limit, because a busy machine delays some of them.
    private static readonly TimeSpan SlackLeast = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, LinkRelay> _relays = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _measured = new(StringComparer.Ordinal);

    /// <summary>Delays a link and measures the round trip, unless packets are dropped in a direction.</summary>
    /// <param name="links">The conditions, whose rates and cuts are already applied, and the inbound links.</param>
    /// <exception cref="LinkSetupException">The delay cannot be set up, or the result differs from the
    /// request.</exception>
    public async Task SetAsync(string id, InboundLinkTable links, string address)
    {
        LinkConditions shape = links.Shape;
        if (!shape.NeedsRelay)
        {
            await RestoreAsync(id);
            return;
        }

        if (_relays.TryGetValue(id, out LinkRelay? running) && running.IsRunning)
        {
            running.Change(links);
        }
        else
        {
            await StartAsync(id, links);
        }

        Check($"the bridge of {GetTap(id)}", bridge, ReadMaster(GetTap(id)));
        Check($"the bridge of {id}", GetHoldingBridge(id), ReadMaster(id));
        if (shape.BlockedDirections == BlockedDirections.None)
        {
            _measured[id] = await MeasureAsync(id, shape, IPAddress.Parse(address));
        }
    }

    /// <summary>Removes the remaining links of a removed node.</summary>
    /// <exception cref="LinkSetupException">A link cannot be removed.</exception>
    public async Task RemoveAsync(string id)
    {
        Stop(id);
        await commands.RemoveLinkAsync(GetTap(id));
        await commands.RemoveLinkAsync(GetHoldingBridge(id));
    }

    /// <summary>Returns the traffic that this program forwards over a node's link; null if it forwards none.</summary>
    public LinkStatistics? GetTraffic(string id) =>
        _relays.GetValueOrDefault(id) switch
        {
            { IsRunning: true } relay => new LinkStatistics
            {
                ForwardedCount = relay.CarriedCount,
                DroppedCount = relay.DroppedCount,
                MaxBytesInFlight = relay.MaxBytes,
                RoundTrip = _measured.TryGetValue(id, out TimeSpan measured) ? measured : null,
            },
            _ => null,
        };

    public void Dispose()
    {
        foreach (string id in _relays.Keys)
        {
            Stop(id);
        }
    }

    private static string GetTap(string id) => $"{id}t";

    private static string GetHoldingBridge(string id) => $"{id}p";

    private static string ReadMaster(string link) =>
        Path.GetFileName(File.ResolveLinkTarget($"/sys/class/net/{link}/master", returnFinalTarget: false)?.FullName) ?? "none";

    private static void Check(string subject, string expected, string found)
    {
        if (found != expected)
        {
            throw new LinkSetupException(LocalProblems.Differs(subject, expected, found));
        }
    }

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms");

    private async Task RestoreAsync(string id)
    {
        Stop(id);

        // If another program relays frames over this link, its relay stops when the link is removed.
        await commands.RemoveLinkAsync(GetTap(id));
        if (LinkCommands.HasLink(GetHoldingBridge(id)))
        {
            await commands.RunAsync(["ip", "link", "set", id, "master", bridge]);
            await commands.RemoveLinkAsync(GetHoldingBridge(id));
            Check($"the bridge of {id}", bridge, ReadMaster(id));
        }
    }

    private async Task StartAsync(string id, InboundLinkTable links)
    {
        Stop(id);
        await commands.RemoveLinkAsync(GetTap(id));
        FrameTap tap = FrameTap.Open(GetTap(id));
        try
        {
            await TieAsync(id, tap.Name);
        }
        catch
        {
            tap.Dispose();
            if (!LinkCommands.HasLink(id))
            {
                await commands.RemoveLinkAsync(GetHoldingBridge(id));
            }

            throw;
        }

        _relays[id] = LinkRelay.Start(id, tap, links);
    }

    // The node's link is moved first, so that no frame takes both paths.
    private async Task TieAsync(string id, string tap)
    {
        string size = (await File.ReadAllTextAsync($"/sys/class/net/{id}/mtu")).Trim();
        string setup = LinkCommands.HasLink(GetHoldingBridge(id)) ? "" : $"link add {GetHoldingBridge(id)} type bridge\n";
        await commands.RunAsync(
            ["ip", "-batch", "-"],
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {setup}link set {id} master {GetHoldingBridge(id)}
                link set {tap} mtu {size} txqueuelen {QueueFrames} master {bridge} up

                """
            )
        );
    }

    private void Stop(string id)
    {
        _measured.TryRemove(id, out _);
        if (_relays.TryRemove(id, out LinkRelay? relay))
        {
            relay.Dispose();
        }
    }

    private async Task<TimeSpan> MeasureAsync(string id, LinkConditions shape, IPAddress node)
    {
        TimeSpan half = shape.Delay / 2;
        TimeSpan longest = shape.Delay + shape.Jitter + (half > SlackLeast ? half : SlackLeast) + LinkQueues.LongestWait(shape);
        using DelayProbe probe = new(GetTap(id), node);
        TimeSpan? fastest = null;
        long start = options.Clock.GetTimestamp();
        do
        {
            TimeSpan? elapsed = await probe.MeasureAsync(longest + RegexTimeout);
            fastest = elapsed < fastest || fastest is null ? elapsed : fastest;
        } while (!(fastest <= longest) && options.Clock.GetElapsedTime(start) < options.LinkCommandTimeout);

        string found = fastest is { } time ? $"{Text(time)} long" : "without an answer";
        return fastest >= shape.Delay && fastest <= longest
            ? fastest.Value
            : throw new LinkSetupException(
                LocalProblems.Differs($"the round trip to {id}", $"{Text(shape.Delay)} to {Text(longest)} long", found)
            );
    }
}
