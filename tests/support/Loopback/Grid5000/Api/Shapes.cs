using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000.Api;

internal static class Shapes
{
    private const long Gibi = 1024L * 1024 * 1024;

    public static JsonObject Site(string uid) => new() { ["uid"] = uid, ["type"] = "site", ["links"] = new JsonArray() };

    public static JsonObject Cluster(string uid) => new() { ["uid"] = uid, ["type"] = "cluster", ["links"] = new JsonArray() };

    public static JsonObject Node(Machine machine) => new()
    {
        ["uid"] = machine.Name.Split('.')[0],
        ["architecture"] = new JsonObject { ["nb_procs"] = 2, ["nb_cores"] = machine.Cluster.Cores, ["nb_threads"] = machine.Cluster.Cores * 2, ["platform_type"] = "x86_64" },
        ["main_memory"] = new JsonObject { ["ram_size"] = machine.Cluster.MemoryGiB * Gibi },
        ["network_adapters"] = new JsonArray(new JsonObject { ["device"] = "eth0", ["mounted"] = true, ["rate"] = 10000000000, ["network_address"] = machine.Name }),
        ["supported_job_types"] = new JsonObject { ["deploy"] = true, ["besteffort"] = true, ["queues"] = new JsonArray("admin", "default") },
        ["exotic"] = false,
    };

    /// <summary>An environment that can be deployed at a site, as in <c>debian12-min</c>.</summary>
    public static JsonObject Environment(Gantt site, string name) => new()
    {
        ["uid"] = name, ["name"] = name, ["type"] = "environment", ["site_uid"] = site.Machines[0].Cluster.Site, ["visibility"] = "public", ["links"] = new JsonArray(),
    };

    public static JsonObject Version() => new()
    {
        ["uid"] = "2b6d7c1f0a4e48d19a3c5e7f9012b4d6c8e0f1a2", ["type"] = "version", ["date"] = "Tue, 14 Nov 2023 22:13:20 GMT", ["message"] = "All sites", ["author"] = "ann", ["links"] = new JsonArray(),
    };

    /// <summary>A job in the given state, with or without its machines.</summary>
    public static JsonObject Job(GanttJob job, string state, bool withMachines)
    {
        JsonObject shown = new()
        {
            ["uid"] = job.Uid, ["user_uid"] = "ann", ["user"] = "ann", ["walltime"] = (long)job.Walltime.TotalSeconds, ["queue"] = job.Queue, ["state"] = state, ["name"] = job.Name,
            ["types"] = new JsonArray([.. job.Types.Select(type => (JsonNode)type)]), ["mode"] = job.Reservation is null ? "PASSIVE" : "RESERVATION", ["command"] = job.Command,
            ["submitted_at"] = job.SubmittedAt.ToUnixTimeSeconds(), ["scheduled_at"] = job.ScheduledAt?.ToUnixTimeSeconds(),
            ["started_at"] = state is "waiting" or "launching" ? null : job.StartedAt?.ToUnixTimeSeconds(), ["stopped_at"] = job.IsOver ? job.StateSince.ToUnixTimeSeconds() : null,
            ["message"] = job.Message, ["properties"] = "", ["directory"] = "~", ["events"] = new JsonArray(), ["links"] = new JsonArray(),
        };
        if (withMachines)
        {
            JsonNode[] machines = state == "waiting" ? [] : [.. job.Machines.Select(machine => (JsonNode)machine.Name)];
            shown["resources_by_type"] = new JsonObject { ["cores"] = new JsonArray([.. machines.Select(machine => machine.DeepClone())]) };
            shown["assigned_nodes"] = new JsonArray(machines);
        }

        return shown;
    }

    public static JsonObject Walltime(GanttJob job) => new()
    {
        ["uid"] = job.Uid, ["walltime"] = Time(job.Walltime), ["possible"] = job.State == "running" ? "UNLIMITED" : "+0:0:0", ["pending"] = $"+{Time(job.PendingTime)}", ["granted"] = $"+{Time(job.GrantedTime)}",
    };

    public static JsonObject Deployment(string site, DeploymentRecord deployment, DateTimeOffset now)
    {
        bool isOver = deployment.EndsAt <= now;
        JsonObject result = [];
        foreach (Machine machine in isOver ? deployment.Machines : [])
        {
            result[machine.Name] = new JsonObject { ["macro"] = null, ["micro"] = null, ["state"] = deployment.Bad.Contains(machine.Name) ? "KO" : "OK" };
        }

        return new JsonObject
        {
            ["uid"] = deployment.Uid, ["site_uid"] = site, ["user_uid"] = "ann", ["environment"] = deployment.Environment, ["status"] = isOver ? "terminated" : "processing",
            ["nodes"] = new JsonArray([.. deployment.Machines.Select(machine => (JsonNode)machine.Name)]), ["created_at"] = deployment.CreatedAt.ToUnixTimeSeconds(), ["result"] = result,
        };
    }

    public static JsonObject Status(Machine machine, Gantt gantt, bool withWaiting)
    {
        GanttJob[] jobs = [.. gantt.Jobs.Where(job => !job.IsOver && job.Machines.Contains(machine))];
        bool isBusy = Array.Exists(jobs, job => !job.IsWaiting);
        int cores = machine.Cluster.Cores;
        return new JsonObject
        {
            ["hard"] = machine.Hard, ["soft"] = isBusy ? "busy" : "free", ["free_slots"] = isBusy ? 0 : cores, ["freeable_slots"] = 0, ["busy_slots"] = isBusy ? cores : 0,
            ["reservations"] = new JsonArray([.. jobs.Where(job => withWaiting || !job.IsWaiting).Select(Reservation)]),
        };
    }

    private static JsonObject Reservation(GanttJob job)
    {
        JsonObject shown = new()
        {
            ["uid"] = job.Uid, ["user_uid"] = "ann", ["queue"] = job.Queue, ["walltime"] = (long)job.Walltime.TotalSeconds, ["state"] = job.State, ["scheduled_at"] = job.ScheduledAt?.ToUnixTimeSeconds(),
        };
        if (job.StartedAt is { } start)
        {
            shown["started_at"] = start.ToUnixTimeSeconds();
        }

        return shown;
    }

    private static string Time(TimeSpan time) => FormattableString.Invariant($"{(int)time.TotalHours}:{time.Minutes}:{time.Seconds}");
}
