using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.Servers;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Power;

/// <summary>The power units: a server has power while any of its outlets is on.</summary>
public sealed class PowerControl
{
    private readonly StorageBook _book;

    // In the reference all units share one table of outlets in the process that ran the set-up.
    private readonly bool _sharesOutlets;
    private ServerPark? _servers;

    internal PowerControl(StorageBook book, bool sharesOutlets) => (_book, _sharesOutlets) = (book, sharesOutlets);

    /// <summary>The names of the power units.</summary>
    public ValueList<string> Units => _book.Read(tables => tables.PowerUnits.ToValueList());

    /// <summary>The outlets of a unit by number.</summary>
    /// <param name="unit">The unit's name.</param>
    public ValueMap<bool> OutletsOf(string unit) => _book.Read(tables =>
        tables.Outlets.Where(outlet => outlet.Key.Unit == unit).Select(outlet => KeyValuePair.Create(outlet.Key.Number, outlet.Value)).ToValueMap());

    /// <summary>Whether any outlet of a server is on; a server without outlets has power.</summary>
    /// <param name="fqdn">The server.</param>
    /// <exception cref="StorageException">There is no such server.</exception>
    public bool HasPower(string fqdn) => _book.Read(tables => HasPower(tables, ServerPark.Find(tables, fqdn)));

    /// <summary>Switches an outlet; its server goes down with its last outlet, and comes up with any.</summary>
    /// <param name="unit">The power unit.</param>
    /// <param name="number">The outlet.</param>
    /// <param name="isOn">On or off.</param>
    /// <param name="pace">Whether the server takes its time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageException">There is no such unit or outlet.</exception>
    public async Task SwitchAsync(string unit, string number, bool isOn, LifePace pace = LifePace.Simulated, CancellationToken cancellationToken = default)
    {
        (string? fqdn, bool hasPower) = await _book.ChangeAsync(tables => Switch(tables, unit, number, isOn), cancellationToken);
        if (fqdn is null)
        {
            throw new StorageException(ProblemCode.UnknownReference, $"{unit}.{number}", "is no outlet of a server", "name one that is");
        }

        if (isOn)
        {
            await _servers!.PowerOnAsync(fqdn, pace, cancellationToken);
        }
        else if (!hasPower)
        {
            await _servers!.PowerOffAsync(fqdn, pace, cancellationToken);
        }
    }

    /// <summary>Switches an outlet off and on again.</summary>
    /// <inheritdoc cref="SwitchAsync"/>
    public async Task CycleAsync(string unit, string number, LifePace pace = LifePace.Simulated, CancellationToken cancellationToken = default)
    {
        await SwitchAsync(unit, number, isOn: false, pace, cancellationToken);
        await SwitchAsync(unit, number, isOn: true, pace, cancellationToken);
    }

    internal void Tell(ServerPark servers) => _servers = servers;

    internal static bool HasPower(StorageTables tables, Server server) =>
        server.Outlet is not { } outlet || tables.PowerUnits.Exists(unit => tables.Outlets.GetValueOrDefault((unit, outlet)));

    /// <summary>The first number that no server has: freed ones first.</summary>
    internal static string FreeOutlet(StorageTables tables) =>
        Enumerable.Range(1, tables.OutletServers.Count + 1).Select(number => $"{number}").First(number => !tables.OutletServers.ContainsKey(number));

    private (StorageChange? Change, (string? Fqdn, bool HasPower) Result) Switch(StorageTables tables, string unit, string number, bool isOn)
    {
        string? fqdn = tables.OutletServers.GetValueOrDefault(number);
        bool isKnown = tables.PowerUnits.Contains(unit, StringComparer.Ordinal);

        // The reference writes an outlet down before it looks for its server.
        if (!isKnown || (fqdn is null && tables.Setup.Rules == RuleSet.Strict))
        {
            return (null, (null, false));
        }

        IEnumerable<string> units = _sharesOutlets ? tables.PowerUnits : [unit];
        bool hasPower = fqdn is not null && (isOn || tables.PowerUnits.Except(units, StringComparer.Ordinal).Any(other => tables.Outlets.GetValueOrDefault((other, number))));
        return (new StorageChange { Outlets = [.. units.Select(name => new Outlet(name, number, isOn))] }, (fqdn, hasPower));
    }
}
