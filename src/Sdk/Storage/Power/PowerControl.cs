using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Power;

/// <summary>Power distribution units. A server has power while any of its outlets is on.</summary>
public sealed class PowerControl
{
    private readonly StorageStore _store;

    // Outlet table that all units share, as in the process of the reference simulator that set up the cluster. A unit
    // saves the table when one of its outlets is switched. Null if units are independent. Accessed under the lock of
    // the state.
    private readonly Dictionary<string, bool>? _sharedOutlets;
    private ServerPool? _servers;

    internal PowerControl(StorageStore store, bool sharesOutlets) =>
        (_store, _sharedOutlets) = (store, sharesOutlets ? new(StringComparer.Ordinal) : null);

    /// <summary>Names of the power units.</summary>
    public ValueList<string> Units => _store.Read(tables => tables.PowerUnits.ToValueList());

    /// <summary>Returns the state of each outlet of a unit, by number.</summary>
    /// <param name="unit">Name of the unit.</param>
    public ValueMap<bool> GetOutlets(string unit) => _store.Read(tables => GetTable(tables, unit).ToValueMap());

    /// <summary>Returns true if any outlet of a server is on, or if it has no outlets.</summary>
    /// <param name="fqdn">Full name of the server.</param>
    /// <exception cref="StorageException">The server does not exist.</exception>
    public bool HasPower(string fqdn) => _store.Read(tables => HasPower(tables, ServerPool.Find(tables, fqdn)));

    /// <summary>Switches an outlet. A server goes down when all its outlets are off, and starts when any is
    /// on.</summary>
    /// <param name="unit">Name of the power unit.</param>
    /// <param name="number">Number of the outlet.</param>
    /// <param name="isOn">True to switch it on; false to switch it off.</param>
    /// <param name="timing">Timing of the server.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="StorageException">The unit or outlet does not exist.</exception>
    public async Task SwitchAsync(
        string unit,
        string number,
        bool isOn,
        LifecycleTiming timing = LifecycleTiming.Simulated,
        CancellationToken cancellationToken = default
    )
    {
        (string? fqdn, bool hasPower) = await _store.ChangeAsync(tables => Switch(tables, unit, number, isOn), cancellationToken);
        if (fqdn is null)
        {
            throw new StorageException(
                ProblemCode.UnknownReference,
                $"{unit}.{number}",
                "is not an outlet of a server",
                "use the number of a server's outlet"
            );
        }

        if (isOn)
        {
            await _servers!.PowerOnAsync(fqdn, timing, cancellationToken);
        }
        else if (!hasPower)
        {
            await _servers!.PowerOffAsync(fqdn, timing, cancellationToken);
        }
    }

    /// <summary>Switches an outlet off and on again.</summary>
    /// <inheritdoc cref="SwitchAsync"/>
    public async Task CycleAsync(
        string unit,
        string number,
        LifecycleTiming timing = LifecycleTiming.Simulated,
        CancellationToken cancellationToken = default
    )
    {
        await SwitchAsync(unit, number, isOn: false, timing, cancellationToken);
        await SwitchAsync(unit, number, isOn: true, timing, cancellationToken);
    }

    internal void Attach(ServerPool servers) => _servers = servers;

    private bool HasPower(StorageTables tables, StorageServer server) =>
        server.Outlet is not { } outlet || tables.PowerUnits.Exists(unit => IsOn(tables, unit, outlet));

    /// <summary>Adds outlets, all on, to every unit. Returns them and all other unsaved outlets. Called during a state
    /// change.</summary>
    internal PowerOutlet[] Plug(StorageTables tables, IEnumerable<string> numbers)
    {
        string[] added = [.. numbers];
        if (_sharedOutlets is { } shared)
        {
            Array.ForEach(added, number => shared[number] = true);
        }

        return
        [
            .. tables.PowerUnits.SelectMany(unit =>
                Unsaved(tables, unit)
                    .Concat(added.Select(number => new PowerOutlet(unit, number, true)))
                    .DistinctBy(outlet => outlet.Number, StringComparer.Ordinal)
            ),
        ];
    }

    /// <summary>Returns the lowest outlet number without a server.</summary>
    internal static string FreeOutlet(StorageTables tables) =>
        Enumerable
            .Range(1, tables.OutletServers.Count + 1)
            .Select(number => $"{number}")
            .First(number => !tables.OutletServers.ContainsKey(number));

    private (StorageChange? Change, (string? Fqdn, bool HasPower) Result) Switch(
        StorageTables tables,
        string unit,
        string number,
        bool isOn
    )
    {
        string? fqdn = tables.OutletServers.GetValueOrDefault(number);
        bool isKnown = tables.PowerUnits.Contains(unit, StringComparer.Ordinal);

        // The reference simulator records an outlet before it searches for its server.
        if (!isKnown || (fqdn is null && tables.Setup.Rules == HaRuleSet.Strict))
        {
            return (null, (null, false));
        }

        if (_sharedOutlets is not null)
        {
            _sharedOutlets[number] = isOn;
            return (new StorageChange { Outlets = [.. Unsaved(tables, unit)] }, (fqdn, isOn));
        }

        bool hasPower = isOn || tables.PowerUnits.Exists(powerUnit => powerUnit != unit && IsOn(tables, powerUnit, number));
        return (new StorageChange { Outlets = [new PowerOutlet(unit, number, isOn)] }, (fqdn, hasPower));
    }

    private bool IsOn(StorageTables tables, string unit, string number) =>
        _sharedOutlets?.TryGetValue(number, out bool isOn) == true ? isOn : tables.Outlets.GetValueOrDefault((unit, number));

    // Returns the outlets that a unit would save now, including the shared ones.
    private IEnumerable<KeyValuePair<string, bool>> GetTable(StorageTables tables, string unit) =>
        tables
            .Outlets.Keys.Where(outlet => outlet.Unit == unit)
            .Select(outlet => outlet.Number)
            .Union(_sharedOutlets?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal)
            .Select(number => KeyValuePair.Create(number, IsOn(tables, unit, number)));

    private IEnumerable<PowerOutlet> Unsaved(StorageTables tables, string unit) =>
        _sharedOutlets is null
            ? []
            : GetTable(tables, unit)
                .Where(entry => !tables.Outlets.TryGetValue((unit, entry.Key), out bool saved) || saved != entry.Value)
                .Select(entry => new PowerOutlet(unit, entry.Key, entry.Value));
}

internal sealed record PowerOutlet(string Unit, string Number, bool IsOn);
