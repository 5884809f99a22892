using Scalewright.Providers.Simulation.HighAvailability;

namespace Scalewright.Storage.Setup;

/// <summary>Finds all invalid numbers of a specification.</summary>
internal static class SetupCheck
{
    // Addresses use two bytes for the server and one for the network.
    private const int ServersMax = 256 * 256;
    private const int NetworksMax = 256;
    private const int VolumesMax = 1_000_000;
    private const int PowerUnitsMax = 1_000;

    // Interfaces and outlets are in memory. Valid factors can have a product that is too large.
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

    /// <summary>Checks servers and disks added to an existing cluster, with the limits of a specification.</summary>
    /// <param name="known">Existing servers and workers.</param>
    /// <param name="servers">Servers to add.</param>
    /// <param name="disks">Existing disks.</param>
    /// <param name="volumes">Disks to add.</param>
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
        // A number out of range makes checks with other numbers meaningless.
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
