using Scalewright.Journals;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Leases of a project at one site.</summary>
internal sealed class LeaseRepository(SiteSession session, ChameleonOptions options)
{
    /// <summary>Resource type of whole machines.</summary>
    public const string HostResource = "physical:host";

    private readonly Recents<string> _recent = new(options.Clock, options.ConsistencyWindow);
    private readonly ConcurrentDictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>Lists all leases, including recently created ones that the list may not show yet.</summary>
    public async Task<ValueList<LeaseSnapshot>> ListAllAsync(CancellationToken cancellationToken)
    {
        LeaseList response = await session.GetAsync(
            OpenStackService.Reservation,
            "leases",
            ChameleonJson.Default.LeaseList,
            cancellationToken
        );
        List<Lease> found = [.. response.Leases ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true }];
        HashSet<string> known = [.. found.Select(lease => lease.Id)];
        foreach (string id in _recent.Read())
        {
            LeaseSnapshot? hidden = known.Contains(id) ? null : await FindAsync(id, cancellationToken);
            if (hidden is not null)
            {
                found.Add(hidden.Wire);
            }
        }

        return [.. found.Select(lease => new LeaseSnapshot(session.Region, lease))];
    }

    /// <summary>Reads the current state of a lease; null if the ID does not exist.</summary>
    public async Task<LeaseSnapshot?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await session.FindAsync(OpenStackService.Reservation, GetPath(id), ChameleonJson.Default.LeaseResponse, cancellationToken))?.Lease
            is { } lease
            ? new LeaseSnapshot(session.Region, lease)
            : null;

    /// <summary>Creates a lease. Names are unique, so a lease is found by its name if the response was lost.</summary>
    /// <exception cref="RestException">The request was refused or its outcome is unknown.</exception>
    public async Task<LeaseSnapshot> ReserveAsync(string name, string type, int machines, DateTimeOffset? start)
    {
        DateTimeOffset now = options.Clock.GetUtcNow();
        DateTimeOffset startsAt = start is { } desired && desired > now ? LeaseTime.RoundUp(desired) : now;
        LeaseRequest request = new(
            name,
            startsAt > now ? LeaseTime.Write(startsAt) : "now",
            LeaseTime.Write(LeaseTime.RoundUp(startsAt + options.LeaseDuration)),
            [
                new BlazarReservation(
                    ResourceType: HostResource,
                    Min: machines,
                    Max: machines,
                    ResourceProperties: NodeTypeRule.Write(type),
                    HypervisorProperties: ""
                ),
            ],
            Events: []
        );
        try
        {
            LeaseResponse response = await session.RequestAsync(
                OpenStackService.Reservation,
                HttpMethod.Post,
                "leases",
                request,
                ChameleonJson.Default.LeaseRequest,
                ChameleonJson.Default.LeaseResponse
            );
            Lease created = response.Lease ?? throw new RestException(200, "the accepted lease has no ID") { IsInvalidResponse = true };
            _recent.Add(created.Id, now);
            LeaseSnapshot snapshot = new(session.Region, created);
            ChameleonLog.LeaseCreated(session.Logger, snapshot.Id, session.Region, snapshot.Starts, snapshot.Ends, snapshot.Capacity);
            return snapshot;
        }
        catch (RestException exception) when (!exception.IsWithoutEffect || exception.Status == 409)
        {
            // Without a response, the service may be unreachable.
            LeaseSnapshot? found = await FindByNameAsync(
                name,
                exception.Status == RestException.NoResponseStatus ? FailureQuery.Limit : Timeout.InfiniteTimeSpan
            );
            if (found is null)
            {
                throw;
            }

            return found;
        }
    }

    /// <summary>Ends a lease. Idempotent.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task EndAsync(string id)
    {
        try
        {
            await session.RemoveAsync(OpenStackService.Reservation, GetPath(id));
            ChameleonLog.LeaseDeleted(session.Logger, id, session.Region);
        }
        catch (RestException exception) when (exception.Status is 400 or 409)
        {
            // The service refuses to end a lease that is starting or ending. An ending lease requires no further
            // action.
            if (await FindAsync(id, CancellationToken.None) is { IsEnding: false })
            {
                throw;
            }
        }
    }

    /// <summary>Extends a lease by a duration. The request contains the resulting end.</summary>
    /// <exception cref="RestException">The request was refused or received no response.</exception>
    public async Task<LeaseSnapshot> ExtendAsync(LeaseSnapshot lease, TimeSpan by)
    {
        LeaseChange change = new(LeaseTime.Write(LeaseTime.RoundUp(lease.Ends + by)));
        LeaseResponse response = await session.RequestAsync(
            OpenStackService.Reservation,
            HttpMethod.Put,
            GetPath(lease.Id),
            change,
            ChameleonJson.Default.LeaseChange,
            ChameleonJson.Default.LeaseResponse
        );
        LeaseSnapshot moved = response.Lease is { } changed ? new LeaseSnapshot(session.Region, changed) : lease;
        ChameleonLog.LeaseExtended(session.Logger, lease.Id, session.Region, moved.Ends);
        return moved;
    }

    /// <summary>Marks a lease as in use while nodes are created in it, so that it does not count as empty.</summary>
    public void Hold(string id) => _held.AddOrUpdate(id, 1, static (_, count) => count + 1);

    public void Release(string id) => _held.AddOrUpdate(id, 0, static (_, count) => count - 1);

    public bool IsHeld(string id) => _held.GetValueOrDefault(id) > 0;

    /// <summary>Logs that a lease has not started yet.</summary>
    public void Await(LeaseSnapshot lease) => ChameleonLog.Waits(session.Logger, lease.Id, session.Region, lease.Status, lease.Starts);

    private static string GetPath(string id) => $"leases/{Uri.EscapeDataString(id)}";

    private async Task<LeaseSnapshot?> FindByNameAsync(string name, TimeSpan limit)
    {
        try
        {
            ValueList<LeaseSnapshot> all = await FailureQuery.RunAsync(ListAllAsync, [], limit, options.Clock, CancellationToken.None);
            return all.FirstOrDefault(lease => lease.Name == name && lease.IsLive);
        }
        catch (RestException exception) when (!exception.IsRefusal)
        {
            return null;
        }
    }
}

/// <summary>An observed lease.</summary>
/// <param name="Wire">Data of the service.</param>
internal sealed record LeaseSnapshot(string Region, Lease Wire)
{
    public string Id => Wire.Id;

    public string Name => Wire.Name ?? "";

    public string Status => Wire.Status ?? "";

    /// <summary>First reservation of machines in the lease; null if the lease has no machines.</summary>
    public BlazarReservation? Machines =>
        Wire.Reservations?.FirstOrDefault(one => one.ResourceType is null or LeaseRepository.HostResource);

    /// <summary>
    /// Type of the machines; empty for any type; null if the machines were selected by another condition.
    /// </summary>
    public string? Type => NodeTypeRule.Read(Machines?.ResourceProperties);

    public int Capacity => Machines?.Max ?? 0;

    public DateTimeOffset Starts => LeaseTime.Read(Wire.StartDate) ?? default;

    public DateTimeOffset Ends => LeaseTime.Read(Wire.EndDate) ?? DateTimeOffset.MaxValue;

    public DateTimeOffset Created => LeaseTime.Read(Wire.CreatedAt) ?? Starts;

    public bool IsActive => Status == "ACTIVE";

    public bool HasFailed => Status == "ERROR";

    /// <summary>True if it has ended or is ending.</summary>
    public bool IsEnding => Status is "TERMINATING" or "TERMINATED" or "DELETING";

    /// <summary>True if it holds or will hold usable machines.</summary>
    public bool IsLive => !HasFailed && !IsEnding;
}

/// <summary>Times in the format of the reservation service: UTC without a zone, in whole minutes.</summary>
internal static class LeaseTime
{
    // Blazar: API_DATE_FORMAT.
    private const string Format = "yyyy-MM-dd HH:mm";

    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture);

    /// <returns>Null if the text is not a time.</returns>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time
        )
            ? time
            : null;

    public static DateTimeOffset RoundUp(DateTimeOffset time)
    {
        DateTimeOffset rounded = RoundDown(time);
        return rounded < time ? rounded.AddMinutes(1) : rounded;
    }

    public static DateTimeOffset RoundDown(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute));
}

/// <summary>Condition for the machines of a lease in the format of the reservation service: a JSON list.</summary>
internal static class NodeTypeRule
{
    private const string Property = "$node_type";

    public static string Write(string type) => type.Length > 0 ? $"""["=", "{Property}", "{JsonEncodedText.Encode(type)}"]""" : "";

    /// <returns>Empty for any type; null for another condition.</returns>
    public static string? Read(string? rule)
    {
        if (string.IsNullOrEmpty(rule))
        {
            return "";
        }

        try
        {
            using JsonDocument read = JsonDocument.Parse(rule);
            return
                read.RootElement is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() == 3
                && list.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
                && (list[0].GetString(), list[1].GetString()) is ("=" or "==", Property)
                ? list[2].GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Names of leases created for nodes. A lease has no tags, so its name identifies the owner.</summary>
internal static class LeaseName
{
    // Blazar's database: lease.name is String(80).
    private const int MaxLength = 80;
    private const string Sign = "sw";
    private const int HashLength = 8;
    private const int TokenLength = 12;

    /// <summary>
    /// Name of a new lease: <c>sw-LINEAGE-HASH-TOKEN-CLUSTER</c>, with the cluster's name truncated if it is too long.
    /// The name is derived from the token of the first node, so that a retry requests the same lease.
    /// </summary>
    public static string Create(Owner owner, string token)
    {
        string name = $"{GetPrefix(owner)}{GetHash(token, TokenLength)}-{owner.Cluster}";
        return name.Length > MaxLength ? name[..MaxLength] : name;
    }

    /// <summary>Returns true if a lease was created for nodes of an owner.</summary>
    public static bool IsOwnedBy(string? name, Owner owner) => name?.StartsWith(GetPrefix(owner), StringComparison.Ordinal) ?? false;

    /// <summary>Owner of the nodes of a lease, possibly with a truncated cluster name; null for other leases.</summary>
    public static Owner? Read(string? name) =>
        name?.Split('-', 5) is [Sign, var digits, { Length: HashLength }, { Length: TokenLength }, { Length: > 0 } cluster]
        && Lineage.TryParse(digits, out Lineage lineage)
            ? new Owner(lineage, cluster)
            : null;

    /// <summary>Returns true if a lease has a name, or this name with a number as suffix.</summary>
    public static bool IsNamed(string lease, string name) =>
        lease == name
        || (
            lease.StartsWith($"{name}-", StringComparison.Ordinal)
            && int.TryParse(lease.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        );

    private static string GetPrefix(Owner owner) => $"{Sign}-{owner.Lineage}-{GetHash(owner.ToString(), HashLength)}-";

    private static string GetHash(string text, int length) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];
}
