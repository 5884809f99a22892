using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>Computes names, addresses and numbers of a layout.</summary>
internal static class LayoutArithmetic
{
    private const int SharedByAll = 0;
    private static readonly string[] InterfaceTypes = ["tcp", "o2ib"];

    public static StorageLayout Create(StorageClusterSpec setup)
    {
        int units = setup.ServersPerStorageUnit == 0 ? 0 : setup.ServerCount / setup.ServersPerStorageUnit;
        int volumesOfUnit = units == 0 ? 0 : setup.EffectiveVolumeCount / units;
        return new StorageLayout
        {
            Spec = setup,
            Servers =
            [
                .. Enumerable.Range(0, setup.ServerCount).Select(index => Server(setup, index)),
                .. Enumerable.Range(0, setup.WorkerCount).Select(index => Worker(setup, index)),
            ],
            Volumes =
            [
                .. Enumerable
                    .Range(0, setup.EffectiveVolumeCount)
                    .Select(number => Volume(number, units == 0 ? SharedByAll : (number / volumesOfUnit) + 1, setup.Rules)),
            ],
            Controllers = [.. Enumerable.Range(1, units)],
            PowerUnits = [.. Enumerable.Range(0, setup.PduCount).Select(number => new PowerUnitLayout(number))],
        };
    }

    public static ServerLayout Server(StorageClusterSpec setup, int index) =>
        new()
        {
            Name = ServerName.ForServer(index),
            Index = index,
            Cluster = index / setup.ServersPerCluster,
            Unit = setup.ServersPerStorageUnit == 0 ? SharedByAll : (index / setup.ServersPerStorageUnit) + 1,
            Outlet = $"{index + 1}",
            Interfaces =
            [
                .. Enumerable
                    .Range(0, setup.NidsPerServer)
                    .Select(network => Interface(network, GetHost(setup, index), InterfaceTypes[network % InterfaceTypes.Length])),
            ],
        };

    // Servers added later follow the workers, which follow the first servers.
    private static int GetHost(StorageClusterSpec setup, int index) =>
        setup.Rules == HaRuleSet.Compat || index < setup.ServerCount ? index : index + setup.WorkerCount;

    public static VolumeLayout Volume(int number, int unit, HaRuleSet rules) =>
        new()
        {
            Number = number,
            Unit = unit,
            MajorMinor = rules == HaRuleSet.Compat ? $"{(number % 0xff00) >> 8}:{number % 0xff}" : $"{number / 256}:{number % 256}",
        };

    // The reference simulator gives a worker the addresses of the server with the same index.
    private static ServerLayout Worker(StorageClusterSpec setup, int index)
    {
        int host = setup.Rules == HaRuleSet.Compat ? index : setup.ServerCount + index;
        return new ServerLayout
        {
            Name = ServerName.ForWorker(index),
            Index = index,
            IsWorker = true,
            Cluster = ServerLayout.WorkerCluster,
            Interfaces = [.. Enumerable.Range(0, setup.NidsPerServer).Select(network => Interface(network, host, InterfaceTypes[0]))],
        };
    }

    private static ServerNetworkInterface Interface(int network, int host, string type) =>
        new(network, $"10.{network}.{host / 256}.{host % 256}", type, type, network);
}
