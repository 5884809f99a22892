using Scalewright.Providers.Local.Links.Relays;

namespace Scalewright.Providers.Local.Links;

/// <summary>Delays of nodes' links. This machine's end of such a link is tied to a bridge of its own that is down, so that nothing passes but what this program carries
/// between it and a link of this program's that takes its place. When the program ends, that link goes, and the node is cut off until its link is restored.</summary>
internal sealed class LinkDelays(LocalProviderOptions options, LinkCommands commands, string bridge) : IDisposable
{
    // Frames that the link keeps while the relay does something else.
    private const int QueueFrames = 4096;

    // What a way through this program and the kernel may take longer than the delay, or half of that when it is more. Machines are busy: one question of many has to be so quick.
    private static readonly TimeSpan SlackLeast = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, LinkRelay> _relays = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _measured = new(StringComparer.Ordinal);

    /// <summary>Gives a link the delay that a shape wants, and measures it, unless the shape lets nothing pass.</summary>
    /// <param name="ways">The shape, whose rates and cuts are there already, and its ways.</param>
    /// <exception cref="LinkException">It cannot be made, or is not as it shall be.</exception>
    public async Task SetAsync(string id, LinkWays ways, string address)
    {
        LinkShape shape = ways.Shape;
        if (!shape.NeedsRelay)
        {
            await RestoreAsync(id);
            return;
        }

        if (_relays.TryGetValue(id, out LinkRelay? running) && running.IsRunning)
        {
            running.Change(ways);
        }
        else
        {
            await StartAsync(id, ways);
        }

        Check($"the bridge of {TapOf(id)}", bridge, MasterOf(TapOf(id)));
        Check($"the bridge of {id}", ParkOf(id), MasterOf(id));
        if (shape.Cut == LinkCut.None)
        {
            _measured[id] = await MeasureAsync(id, shape, IPAddress.Parse(address));
        }
    }

    /// <summary>Removes what is there beside the link of a node, which is gone.</summary>
    /// <exception cref="LinkException">It cannot be removed.</exception>
    public async Task RemoveAsync(string id)
    {
        Stop(id);
        await commands.RemoveLinkAsync(TapOf(id));
        await commands.RemoveLinkAsync(ParkOf(id));
    }

    /// <summary>What this program carries over a node's link; null when it carries nothing there.</summary>
    public LinkTraffic? TrafficOf(string id) => _relays.TryGetValue(id, out LinkRelay? relay) && relay.IsRunning
        ? new LinkTraffic { CarriedCount = relay.CarriedCount, DroppedCount = relay.DroppedCount, BytesMax = relay.BytesMax, RoundTrip = _measured.TryGetValue(id, out TimeSpan measured) ? measured : null }
        : null;

    public void Dispose()
    {
        foreach (string id in _relays.Keys)
        {
            Stop(id);
        }
    }

    private static string TapOf(string id) => $"{id}t";

    private static string ParkOf(string id) => $"{id}p";

    private static string MasterOf(string link) => Path.GetFileName(File.ResolveLinkTarget($"/sys/class/net/{link}/master", returnFinalTarget: false)?.FullName) ?? "none";

    private static void Check(string what, string wanted, string found)
    {
        if (found != wanted)
        {
            throw new LinkException(LocalProblems.Differs(what, wanted, found));
        }
    }

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms");

    private async Task RestoreAsync(string id)
    {
        Stop(id);

        // What another program carries ends with the link that it carries over.
        await commands.RemoveLinkAsync(TapOf(id));
        if (LinkCommands.HasLink(ParkOf(id)))
        {
            await commands.RunAsync(["ip", "link", "set", id, "master", bridge]);
            await commands.RemoveLinkAsync(ParkOf(id));
            Check($"the bridge of {id}", bridge, MasterOf(id));
        }
    }

    private async Task StartAsync(string id, LinkWays ways)
    {
        Stop(id);
        await commands.RemoveLinkAsync(TapOf(id));
        FrameTap tap = FrameTap.Open(TapOf(id));
        try
        {
            await TieAsync(id, tap.Name);
        }
        catch
        {
            tap.Dispose();
            await (LinkCommands.HasLink(id) ? Task.CompletedTask : commands.RemoveLinkAsync(ParkOf(id)));
            throw;
        }

        _relays[id] = LinkRelay.Start(id, tap, ways);
    }

    // The node's link first, so that no frame takes both ways.
    private async Task TieAsync(string id, string tap)
    {
        string size = (await File.ReadAllTextAsync($"/sys/class/net/{id}/mtu")).Trim();
        string park = LinkCommands.HasLink(ParkOf(id)) ? "" : $"link add {ParkOf(id)} type bridge\n";
        await commands.RunAsync(["ip", "-batch", "-"], string.Create(CultureInfo.InvariantCulture, $"""
            {park}link set {id} master {ParkOf(id)}
            link set {tap} mtu {size} txqueuelen {QueueFrames} master {bridge} up

            """));
    }

    private void Stop(string id)
    {
        _measured.TryRemove(id, out _);
        if (_relays.TryRemove(id, out LinkRelay? relay))
        {
            relay.Dispose();
        }
    }

    private async Task<TimeSpan> MeasureAsync(string id, LinkShape shape, IPAddress node)
    {
        TimeSpan half = shape.Delay / 2;
        TimeSpan longest = shape.Delay + shape.Jitter + (half > SlackLeast ? half : SlackLeast) + LinkQueues.LongestWait(shape);
        using DelayProbe probe = new(TapOf(id), node);
        TimeSpan? fastest = null;
        long start = options.Clock.GetTimestamp();
        do
        {
            TimeSpan? took = await probe.AskAsync(longest + Patience);
            fastest = took < fastest || fastest is null ? took : fastest;
        }
        while (!(fastest <= longest) && options.Clock.GetElapsedTime(start) < options.LinkDeadline);

        return fastest >= shape.Delay && fastest <= longest
            ? fastest.Value
            : throw new LinkException(LocalProblems.Differs(
                $"the way to {id} and back", $"{Text(shape.Delay)} to {Text(longest)} long", fastest is { } found ? $"{Text(found)} long" : "without an answer"));
    }
}
