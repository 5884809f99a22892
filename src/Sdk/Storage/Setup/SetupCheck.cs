using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>Finds all invalid numbers of a specification.</summary>
internal static class SetupCheck
{
    // Addresses use two bytes for the server and one for the network.
    private const int MaxServerAttempts = 256 * 256;
    private const int MaxNetworks = 256;
    private const int MaxVolumes = 1_000_000;
    private const int MaxPowerUnits = 1_000;

    // Interfaces and outlets are in memory. Valid factors can have a product that is too large.
    private const int MaxInterfaces = 1_000_000;
    private const int MaxOutlets = 1_000_000;

    public static ValueList<Problem> Check(StorageClusterSpec setup)
    {
        List<Problem> problems = [];
        Within(problems, "server_count", setup.ServerCount, 0, MaxServerAttempts);
        Within(problems, "worker_count", setup.WorkerCount, 0, MaxServerAttempts);
        if (setup.VolumeCount is { } volumes)
        {
            Within(problems, "volume_count", volumes, 0, MaxVolumes);
        }

        Within(problems, "nid_count", setup.NidsPerServer, 0, MaxNetworks);
        Within(problems, "cluster_size", setup.ServersPerCluster, 1, int.MaxValue);
        Within(problems, "pdu_count", setup.PduCount, 0, MaxPowerUnits);
        Within(problems, "su_size", setup.ServersPerStorageUnit, 0, int.MaxValue);
        Together(problems, setup);
        return problems.ToValueList();
    }

    /// <summary>Checks servers and disks added to an existing cluster, with the limits of a specification.</summary>
    /// <param name="existingServers">Existing servers and workers.</param>
    /// <param name="servers">Servers to add.</param>
    /// <param name="disks">Existing disks.</param>
    /// <param name="volumes">Disks to add.</param>
    public static ValueList<Problem> CheckGrowth(
        StorageClusterSpec setup,
        int existingServers,
        int first,
        int servers,
        int disks,
        int volumes
    )
    {
        List<Problem> problems = [];
        int workers = setup.Rules == HaRuleSet.Compat ? 0 : setup.WorkerCount;
        int servable = Math.Max(0, MaxServerAttempts - Math.Max(existingServers, first + workers));
        Within(problems, "server_count", servers, 0, servable);
        Within(problems, "volume_count", volumes, 0, Math.Max(0, MaxVolumes - disks));
        if (servers <= servable)
        {
            Product(problems, "server_count", existingServers + servers, setup.NidsPerServer, "interface", MaxInterfaces);
            Product(problems, "server_count", existingServers + servers, setup.PduCount, "outlet", MaxOutlets);
        }

        return problems.ToValueList();
    }

    private static void Product(List<Problem> problems, string field, int servers, int ofEach, string noun, int most)
    {
        if ((long)servers * ofEach > most)
        {
            Conflict(
                problems,
                field,
                $"{Pluralizer.Format(servers, "server")} with {Pluralizer.Format(ofEach, noun)} each have "
                    + $"{(long)servers * ofEach} of them",
                $"use {most} together at most"
            );
        }
    }

    private static void Within(List<Problem> problems, string field, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            string relation = value < min ? "below" : "above";
            int limit = value < min ? min : max;
            problems.Add(
                new Problem(
                    ProblemCode.OutOfRange,
                    string.Create(CultureInfo.InvariantCulture, $"{value} is {relation} {limit}"),
                    $"use {min} to {max}"
                )
                {
                    Field = field,
                }
            );
        }
    }

    private static void Together(List<Problem> problems, StorageClusterSpec setup)
    {
        // A number out of range makes checks with other numbers meaningless.
        HashSet<string?> wrong = [.. problems.Select(problem => problem.Field)];
        bool Are(params string[] fields) => !wrong.Overlaps(fields);
        if (
            Are("server_count", "worker_count")
            && setup.Rules == HaRuleSet.Strict
            && setup.ServerCount + setup.WorkerCount > MaxServerAttempts
        )
        {
            Conflict(
                problems,
                "worker_count",
                $"{Pluralizer.Format(setup.ServerCount, "server")} and "
                    + $"{Pluralizer.Format(setup.WorkerCount, "worker")} need more addresses than there are",
                $"use {MaxServerAttempts} of both together at most"
            );
        }

        if (Are("server_count", "worker_count", "nid_count"))
        {
            Product(problems, "nid_count", setup.ServerCount + setup.WorkerCount, setup.NidsPerServer, "interface", MaxInterfaces);
        }

        if (Are("server_count", "pdu_count"))
        {
            Product(problems, "pdu_count", setup.ServerCount, setup.PduCount, "outlet", MaxOutlets);
        }

        if (setup.ServersPerStorageUnit == 0 || !Are("server_count", "su_size"))
        {
            return;
        }

        if (setup.ServerCount % setup.ServersPerStorageUnit != 0)
        {
            Conflict(
                problems,
                "server_count",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{setup.ServerCount} is not a multiple of su_size {setup.ServersPerStorageUnit}"
                ),
                "fill every unit"
            );
        }
        else if (
            Are("volume_count")
            && (
                setup.ServerCount == 0
                    ? setup.EffectiveVolumeCount > 0
                    : setup.EffectiveVolumeCount % (setup.ServerCount / setup.ServersPerStorageUnit) != 0
            )
        )
        {
            Conflict(
                problems,
                "volume_count",
                $"{setup.EffectiveVolumeCount} is not a multiple of the {setup.ServerCount / setup.ServersPerStorageUnit} units",
                "give each unit as many"
            );
        }
    }

    private static void Conflict(List<Problem> problems, string field, string found, string advice) =>
        problems.Add(new Problem(ProblemCode.ConflictingFields, found, advice) { Field = field });
}
