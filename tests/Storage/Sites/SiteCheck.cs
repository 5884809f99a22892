namespace Storage.Operations.Tests;

/// <summary>Checks that the names in a site file are those of a simulated cluster of the same size.</summary>
internal static class SiteCheck
{
    public const string Word = "storage";

    private const double MinTimeScale = 0.01;
    private const double MaxTimeScale = 100;

    public static StorageClusterSpec SetupOf(StorageSite site) =>
        new()
        {
            ServerCount = site.Servers.Count,
            WorkerCount = site.Workers.Count,
            VolumeCount = site.Devices.Count,
            PduCount = site.PowerUnits.Count,
            ServersPerCluster = site.ClusterSize,
        };

    public static IEnumerable<Problem> Check(StorageSite site)
    {
        StorageLayout layout;
        try
        {
            layout = SetupOf(site).CreateLayout();
        }
        catch (StorageException exception)
        {
            return exception.Problems;
        }

        string[] units = [.. layout.PowerUnits.Select(unit => unit.Name)];
        return
        [
            .. CheckNames(
                "servers",
                site.Servers.Select(server => server.Fqdn),
                layout.Servers.Where(server => !server.IsWorker).Select(server => server.Name.Fqdn)
            ),
            .. CheckNames(
                "workers",
                site.Workers.Select(server => server.Fqdn),
                layout.Servers.Where(server => server.IsWorker).Select(server => server.Name.Fqdn)
            ),
            .. CheckNames("devices", site.Devices, layout.Volumes.Select(volume => volume.Serial)),
            .. CheckNames("power_units", site.PowerUnits, units),
            .. site.Servers.SelectMany(server =>
                CheckOutlets(server, layout.Servers.FirstOrDefault(known => known.Name.Fqdn == server.Fqdn)?.Outlet, units)
            ),
            .. site
                .Workers.Where(worker => worker.Outlets.Count > 0)
                .Select(worker => new Problem(ProblemCode.ConflictingFields, "a simulated worker has no outlet", "leave the outlets out")
                {
                    Field = $"workers.{worker.Fqdn}",
                }),
            .. CheckClients(site.Clients),
            .. site.Remote is { } remote ? CheckRemote(remote) : [],
        ];
    }

    private static IEnumerable<Problem> CheckRemote(RemoteSiteOptions remote)
    {
        if (remote.Program.Count == 0 || remote.Program[0].Length == 0)
        {
            yield return new Problem(
                ProblemCode.MissingField,
                "no program simulates the servers",
                "name a program that calls StorageNode.TryRunAsync, as [\"dotnet\", \"StorageNode.dll\"]"
            )
            {
                Field = "program",
            };
        }

        if (remote.TimeScale is not (>= MinTimeScale and <= MaxTimeScale))
        {
            yield return new Problem(
                ProblemCode.OutOfRange,
                string.Create(CultureInfo.InvariantCulture, $"time scale {remote.TimeScale} is out of range"),
                $"use 0.01 to {MaxTimeScale}"
            )
            {
                Field = "speed",
            };
        }
    }

    private static IEnumerable<Problem> CheckNames(string field, IEnumerable<string> given, IEnumerable<string> known)
    {
        string[] expected = [.. known];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in given)
        {
            if (!seen.Add(name))
            {
                yield return new Problem(ProblemCode.DuplicateName, $"'{TextEscaping.Escape(name)}' is listed twice", "list each once")
                {
                    Field = field,
                };
            }
            else if (!expected.Contains(name, StringComparer.Ordinal))
            {
                yield return new Problem(
                    ProblemCode.InvalidName,
                    $"'{TextEscaping.Escape(name)}' does not exist in a simulated cluster of this size",
                    $"use {expected[0]} to {expected[^1]}"
                )
                {
                    Field = field,
                };
            }
        }
    }

    private static IEnumerable<Problem> CheckOutlets(SiteServer server, string? number, string[] units) =>
        server
            .Outlets.Where(outlet =>
                number is not null && (outlet.Number != number || !units.Contains(outlet.Unit, StringComparer.Ordinal))
            )
            .Select(outlet => new Problem(
                ProblemCode.UnknownReference,
                $"'{TextEscaping.Escape(outlet.ToString())}' is not one of its outlets",
                $"use number {number} of {(units.Length == 0 ? "a power unit that is listed" : string.Join(" or ", units))}"
            )
            {
                Field = $"servers.{server.Fqdn}.outlets",
            });

    private static IEnumerable<Problem> CheckClients(ValueList<string> clients)
    {
        foreach (string client in clients)
        {
            if (!IPAddress.TryParse(client, out _))
            {
                yield return new Problem(
                    ProblemCode.InvalidAddress,
                    $"'{TextEscaping.Escape(client)}' is not an address",
                    "give an IP address"
                )
                {
                    Field = "clients",
                };
            }
        }

        foreach (
            IGrouping<string, string> duplicates in clients
                .GroupBy(client => client, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
        )
        {
            yield return new Problem(
                ProblemCode.DuplicateName,
                $"'{TextEscaping.Escape(duplicates.Key)}' is listed twice",
                "list each once"
            )
            {
                Field = "clients",
            };
        }
    }
}
