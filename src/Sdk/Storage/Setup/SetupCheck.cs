using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>Finds every impossible number of a set-up.</summary>
internal static class SetupCheck
{
    // Addresses have two bytes for the server and one for the network.
    private const int ServersMax = 256 * 256;
    private const int NetworksMax = 256;
    private const int VolumesMax = 1_000_000;
    private const int PowerUnitsMax = 1_000;

    // All of them are in memory: each number alone is good, and the product of two good ones need not be.
    private const int InterfacesMax = 1_000_000;
    private const int OutletsMax = 1_000_000;

    public static ValueList<Problem> Check(StorageSetup setup)
    {
        List<Problem> problems = [];
        Within(problems, "server_count", setup.ServerCount, 0, ServersMax);
        Within(problems, "worker_count", setup.WorkerCount, 0, ServersMax);
        if (setup.VolumeCount is { } volumes)
        {
            Within(problems, "volume_count", volumes, 0, VolumesMax);
        }

        Within(problems, "nid_count", setup.NidCount, 0, NetworksMax);
        Within(problems, "cluster_size", setup.ClusterSize, 1, int.MaxValue);
        Within(problems, "pdu_count", setup.PduCount, 0, PowerUnitsMax);
        Within(problems, "su_size", setup.SuSize, 0, int.MaxValue);
        Together(problems, setup);
        return problems.ToValueList();
    }

    /// <summary>Finds why a cluster that lives cannot have more servers and disks; the same limits as those of a set-up.</summary>
    /// <param name="setup">What it was made from.</param>
    /// <param name="known">Servers and workers that it has.</param>
    /// <param name="servers">How many come.</param>
    /// <param name="disks">Disks that it has.</param>
    /// <param name="volumes">How many come.</param>
    public static ValueList<Problem> CheckGrowth(StorageSetup setup, int known, int first, int servers, int disks, int volumes)
    {
        List<Problem> problems = [];
        int workers = setup.Rules == RuleSet.Compat ? 0 : setup.WorkerCount;
        int servable = Math.Max(0, ServersMax - Math.Max(known, first + workers));
        Within(problems, "server_count", servers, 0, servable);
        Within(problems, "volume_count", volumes, 0, Math.Max(0, VolumesMax - disks));
        if (servers <= servable)
        {
            Product(problems, "server_count", known + servers, setup.NidCount, "interface", InterfacesMax);
            Product(problems, "server_count", known + servers, setup.PduCount, "outlet", OutletsMax);
        }

        return problems.ToValueList();
    }

    private static void Product(List<Problem> problems, string field, int servers, int ofEach, string what, int most)
    {
        if ((long)servers * ofEach > most)
        {
            Conflict(problems, field, $"{CountText.Of(servers, "server")} with {CountText.Of(ofEach, what)} each have {(long)servers * ofEach} of them", $"use {most} together at most");
        }
    }

    private static void Within(List<Problem> problems, string field, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            problems.Add(new Problem(ProblemCode.OutOfRange, value < min ? $"{value} is below {min}" : $"{value} is above {max}", $"use {min} to {max}") { Field = field });
        }
    }

    private static void Together(List<Problem> problems, StorageSetup setup)
    {
        // What is out of its own range says nothing together with others.
        HashSet<string?> wrong = [.. problems.Select(problem => problem.Field)];
        bool Are(params string[] fields) => !wrong.Overlaps(fields);
        if (Are("server_count", "worker_count") && setup.Rules == RuleSet.Strict && setup.ServerCount + setup.WorkerCount > ServersMax)
        {
            Conflict(problems, "worker_count", $"{CountText.Of(setup.ServerCount, "server")} and {CountText.Of(setup.WorkerCount, "worker")} need more addresses than there are", $"use {ServersMax} of both together at most");
        }

        if (Are("server_count", "worker_count", "nid_count"))
        {
            Product(problems, "nid_count", setup.ServerCount + setup.WorkerCount, setup.NidCount, "interface", InterfacesMax);
        }

        if (Are("server_count", "pdu_count"))
        {
            Product(problems, "pdu_count", setup.ServerCount, setup.PduCount, "outlet", OutletsMax);
        }

        if (setup.SuSize == 0 || !Are("server_count", "su_size"))
        {
            return;
        }

        if (setup.ServerCount % setup.SuSize != 0)
        {
            Conflict(problems, "server_count", $"{setup.ServerCount} is not a multiple of su_size {setup.SuSize}", "fill every unit");
        }
        else if (Are("volume_count") && (setup.ServerCount == 0 ? setup.Volumes > 0 : setup.Volumes % (setup.ServerCount / setup.SuSize) != 0))
        {
            Conflict(problems, "volume_count", $"{setup.Volumes} is not a multiple of the {setup.ServerCount / setup.SuSize} units", "give each unit as many");
        }
    }

    private static void Conflict(List<Problem> problems, string field, string found, string advice) =>
        problems.Add(new Problem(ProblemCode.Conflict, found, advice) { Field = field });
}
