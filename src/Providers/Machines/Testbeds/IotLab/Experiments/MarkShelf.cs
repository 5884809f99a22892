using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>The marks of an account: names of its monitoring profiles. A change of a mark is a new name, so that it is whole or not at all.</summary>
/// <param name="options">How late lists may be.</param>
internal sealed class MarkShelf(RestClient client, IotLabOptions options)
{
    // Profiles without a kind of board are offered for none.
    private const string AnyBoard = "custom";
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, bool IsThere)> _recent = new(StringComparer.Ordinal);

    /// <summary>All nodes by their marks, whosever, those included that this provider changed a moment ago and that lists may not show yet.</summary>
    public async Task<ValueList<PlacedNode>> ListAsync(CancellationToken cancellationToken)
    {
        HashSet<string> names = await NamesAsync(cancellationToken);
        foreach ((string name, (DateTimeOffset at, bool isThere)) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(name, out _);
            }
            else if (isThere)
            {
                names.Add(name);
            }
            else
            {
                names.Remove(name);
            }
        }

        return [.. names.Select(PlacedNode.Of).OfType<PlacedNode>()];
    }

    public async Task WriteAsync(NodeMark mark)
    {
        string name = MarkName.Write(mark);
        await client.ChangeAsync(HttpMethod.Post, "monitoring", Body(name));
        Note(name, isThere: true);
    }

    /// <summary>Puts another mark in the place of a node's.</summary>
    public async Task<PlacedNode> ReplaceAsync(PlacedNode node, NodeMark mark)
    {
        string name = MarkName.Write(mark);
        if (name != node.ProfileName)
        {
            await client.ChangeAsync(HttpMethod.Put, PathOf(node.ProfileName), Body(name));
            Note(node.ProfileName, isThere: false);
            Note(name, isThere: true);
        }

        return node with { Mark = mark, ProfileName = name };
    }

    /// <summary>Takes a mark away; done when it is gone already, which the API tells as its own failure.</summary>
    public async Task RemoveAsync(string name)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, PathOf(name));
        }
        catch (RestException failure) when (failure.Status is 400 or 404 or 500)
        {
            if ((await NamesAsync(CancellationToken.None)).Contains(name))
            {
                throw;
            }
        }

        Note(name, isThere: false);
    }

    private static string PathOf(string name) => $"monitoring/{Uri.EscapeDataString(name)}";

    private static byte[] Body(string name) => JsonSerializer.SerializeToUtf8Bytes(new MonitoringProfile(name, AnyBoard), IotLabJson.Default.MonitoringProfile);

    private async Task<HashSet<string>> NamesAsync(CancellationToken cancellationToken)
    {
        RestReply reply = await client.AskAsync("monitoring", cancellationToken);
        return reply.IsEmpty ? [] : [.. client.Read(reply, IotLabJson.Default.IReadOnlyListMonitoringProfile).Select(profile => profile.Profilename)];
    }

    private void Note(string name, bool isThere) => _recent[name] = (options.Clock.GetUtcNow(), isThere);
}
