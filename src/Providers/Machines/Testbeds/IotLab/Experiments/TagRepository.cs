using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Ownership tags of an account, as names of its monitoring profiles. A changed tag gets a new name, so changes are
/// atomic.
/// </summary>
internal sealed class TagRepository(RestClient client, IotLabOptions options)
{
    // A profile must specify a kind of board. Otherwise the testbed does not offer it for any board.
    private const string AnyBoard = "custom";
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, bool IsThere)> _recent = new(StringComparer.Ordinal);

    /// <summary>Lists all nodes of all owners, including recently changed tags that lists may not show yet.</summary>
    public async Task<ValueList<IotLabNode>> ListAsync(CancellationToken cancellationToken)
    {
        HashSet<string> names = await ListNamesAsync(cancellationToken);
        foreach ((string name, (DateTimeOffset at, bool exists)) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(name, out _);
            }
            else if (exists)
            {
                names.Add(name);
            }
            else
            {
                names.Remove(name);
            }
        }

        return [.. names.Select(IotLabNode.FromProfile).OfType<IotLabNode>()];
    }

    public async Task WriteAsync(IotLabNodeTag tag)
    {
        string name = TagName.Write(tag);
        await client.ChangeAsync(HttpMethod.Post, "monitoring", Body(name));
        Record(name, exists: true);
    }

    /// <summary>Replaces the tag of a node.</summary>
    public async Task<IotLabNode> ReplaceAsync(IotLabNode node, IotLabNodeTag tag)
    {
        string name = TagName.Write(tag);
        if (name != node.ProfileName)
        {
            await client.ChangeAsync(HttpMethod.Put, GetPath(node.ProfileName), Body(name));
            Record(node.ProfileName, exists: false);
            Record(name, exists: true);
        }

        return node with
        {
            NodeTag = tag,
            ProfileName = name,
        };
    }

    /// <summary>
    /// Removes a tag. Idempotent, although the API reports a missing tag as an internal server error.
    /// </summary>
    public async Task RemoveAsync(string name)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, GetPath(name));
        }
        catch (RestException failure) when (failure.Status is 400 or 404 or 500)
        {
            // Each of these statuses may mean that the tag does not exist, so the list of tags decides.
            if ((await ListNamesAsync(CancellationToken.None)).Contains(name))
            {
                throw;
            }
        }

        Record(name, exists: false);
    }

    private static string GetPath(string name) => $"monitoring/{Uri.EscapeDataString(name)}";

    private static byte[] Body(string name) =>
        JsonSerializer.SerializeToUtf8Bytes(new MonitoringProfile(name, AnyBoard), IotLabJson.Default.MonitoringProfile);

    private async Task<HashSet<string>> ListNamesAsync(CancellationToken cancellationToken)
    {
        RestResponse reply = await client.GetResponseAsync("monitoring", cancellationToken);
        return reply.IsEmpty
            ? []
            : [.. client.Read(reply, IotLabJson.Default.IReadOnlyListMonitoringProfile).Select(profile => profile.Profilename)];
    }

    private void Record(string name, bool exists) => _recent[name] = (options.Clock.GetUtcNow(), exists);
}
