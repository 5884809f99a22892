namespace Loopback.Chameleon.State;

/// <summary>Machines, leases, servers and addresses of one site, at the time of a given clock.</summary>
internal sealed class SiteState(string region, int number, ChameleonServerOptions options)
{
    private const int NameMax = 80;
    private readonly List<LeaseRecord> _leases = [];
    private readonly List<ServerRecord> _servers = [];
    private readonly List<AddressRecord> _addresses = [];
    private int _drawn;

    public string Region => region;

    public IReadOnlyList<Machine> Machines { get; } =
    [
        .. options
            .Hosts.Where(host => host.Region == region)
            .SelectMany(host => Enumerable.Range(1, host.Count).Select(number => (host, number)))
            .Select(
                (entry, index) =>
                    new Machine(
                        (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        $"{entry.host.Type.Replace('_', '-')}-{entry.number}",
                        entry.host
                    )
            ),
    ];

    public IReadOnlyList<LeaseRecord> Leases => _leases;

    public IReadOnlyList<ServerRecord> Servers => _servers;

    public IReadOnlyList<AddressRecord> Addresses => _addresses;

    public DateTimeOffset Now => options.Clock.GetUtcNow();

    /// <summary>
    /// Advances to the current time: servers of ended leases are deleted, and addresses of deleted servers are
    /// unassigned.
    /// </summary>
    public void Advance()
    {
        DateTimeOffset now = Now;
        foreach (
            ServerRecord server in _servers.Where(server => server.DeletedAt is null && server.Lease is { } lease && now >= lease.EndsAt)
        )
        {
            server.DeletedAt = server.Lease!.EndsAt;
        }

        foreach (AddressRecord address in _addresses.Where(address => address.Server?.IsGone(now, options.DeleteDuration) ?? false))
        {
            address.Server = null;
        }
    }

    public LeaseRecord FindLease(string id) =>
        _leases.FirstOrDefault(lease => lease.Id == id && lease.IsListed(Now, options.EndDelay))
        ?? throw new Refusal(404, $"Object with {{'lease_id': '{id}'}} not found");

    public ServerRecord FindServer(string id) =>
        _servers.FirstOrDefault(server => server.Id == id && !server.IsGone(Now, options.DeleteDuration))
        ?? throw new Refusal(404, $"Instance {id} could not be found.");

    public AddressRecord FindAddress(string id) =>
        _addresses.FirstOrDefault(address => address.Id == id) ?? throw new Refusal(404, $"Floating IP {id} could not be found");

    public LeaseRecord Reserve(string name, DateTimeOffset start, DateTimeOffset end, int min, int max, string rule, string type)
    {
        _ =
            name.Length is 0 or > NameMax ? throw new Refusal(400, $"a lease name has 1 to {NameMax} letters")
            : end <= start ? throw new Refusal(400, "Lease end date must be after its start")
            : true;
        _ = _leases.Any(lease => lease.Name == name && lease.IsListed(Now, options.EndDelay))
            ? throw new Refusal(409, $"The lease with name: {name} already exists.")
            : true;
        Machine[] free =
        [
            .. Machines.Where(machine => (type.Length == 0 || machine.Spec.Type == type) && IsFree(machine, start, end, null)).Take(max),
        ];
        LeaseRecord made = new()
        {
            Id = Draw(),
            ReservationId = Draw(),
            Name = name,
            CreatedAt = Now,
            Start = start,
            End = end,
            Min = min,
            Max = max,
            Rule = rule,
            Machines = free.Length >= min ? free : throw new Refusal(400, "Not enough hosts available"),
        };
        _leases.Add(made);
        return made;
    }

    /// <summary>Moves the end of a lease if its machines are free until then.</summary>
    public void Extend(LeaseRecord lease, DateTimeOffset end) =>
        lease.End =
            lease.StatusAt(Now, options) is "TERMINATED" or "TERMINATING" ? throw new Refusal(400, "Terminated leases can only be renamed")
            : end <= lease.Start || end < Now ? throw new Refusal(400, "New end date must be later than current and start date")
            : lease.Machines.All(machine => IsFree(machine, lease.End, end, lease)) ? end
            : throw new Refusal(400, "Not enough hosts available");

    public void Delete(LeaseRecord lease)
    {
        lease.DeletedAt ??= Now;
        Advance();
    }

    /// <summary>Creates a server on a free machine of a lease. Without a free machine, the server fails.</summary>
    public ServerRecord Boot(
        Func<(string Id, string PortId, LeaseRecord? Lease, Machine? Machine, string? Fault, string Address), ServerRecord> make,
        string reservation
    )
    {
        int living = _servers.Count(server => !server.IsGone(Now, options.DeleteDuration));
        _ =
            living >= options.MaxServers
                ? throw new Refusal(
                    403,
                    $"Quota exceeded for instances: Requested 1, but already used {living} of {options.MaxServers} instances"
                )
                : true;
        LeaseRecord? lease = _leases.FirstOrDefault(one => one.ReservationId == reservation);
        Machine? machine =
            lease?.StatusAt(Now, options) == "ACTIVE"
                ? lease.Machines.FirstOrDefault(one =>
                    _servers.TrueForAll(server => server.Machine != one || server.IsGone(Now, options.DeleteDuration))
                )
                : null;
        string? fault =
            machine is null ? "No valid host was found. There are not enough hosts available."
            : machine.BadServers-- > 0
                ? "Build of instance aborted: Failed to provision instance: Timeout reached while waiting for callback"
            : null;
        ServerRecord made = make((Draw(), Draw(), lease, machine, fault, $"10.140.{_servers.Count / 250}.{(_servers.Count % 250) + 2}"));
        _servers.Add(made);
        return made;
    }

    public AddressRecord Attach(string port, string description)
    {
        _ = _addresses.Count >= options.MaxAddresses ? throw new Refusal(409, "Quota exceeded for resources: ['floatingip'].") : true;
        AddressRecord made = new()
        {
            Id = Draw(),
            Address = $"192.0.2.{_drawn % 250}",
            Description = description,
            CreatedAt = Now,
            Server = port.Length > 0 ? FindPort(port) : null,
        };
        _addresses.Add(made);
        return made;
    }

    public ServerRecord FindPort(string port) =>
        _servers.FirstOrDefault(server => server.PortId == port && !server.IsGone(Now, options.DeleteDuration))
        ?? throw new Refusal(404, $"Port {port} could not be found.");

    public void Free(AddressRecord address) => _addresses.Remove(address);

    private bool IsFree(Machine machine, DateTimeOffset start, DateTimeOffset end, LeaseRecord? except) =>
        _leases.TrueForAll(lease => lease == except || !lease.Machines.Contains(machine) || lease.EndsAt <= start || lease.Start >= end);

    private string Draw() => FormattableString.Invariant($"00000000-0000-4000-8{number:000}-{++_drawn:x12}");
}
