using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000.Api;

internal static class Shapes
{
    private const long Gibi = 1024L * 1024 * 1024;

    public static JsonObject Site(string uid) =>
        new()
        {
            ["uid"] = uid,
            ["type"] = "site",
            ["links"] = new JsonArray(),
        };

    public static JsonObject Cluster(ClusterSpec cluster) =>
        new()
        {
            ["uid"] = cluster.Name,
            ["type"] = "cluster",
            ["queues"] = new JsonArray([.. cluster.Queues.Select(queue => (JsonNode)queue)]),
            ["links"] = new JsonArray(),
        };

    public static JsonObject Node(Machine machine) =>
        new()
        {
            ["uid"] = machine.Name.Split('.')[0],
            ["architecture"] = new JsonObject
            {
                ["nb_procs"] = 2,
                ["nb_cores"] = machine.Cluster.Cores,
                ["nb_threads"] = machine.Cluster.Cores * 2,
                ["platform_type"] = "x86_64",
            },
            ["main_memory"] = new JsonObject { ["ram_size"] = machine.Cluster.MemoryGiB * Gibi },
            ["network_adapters"] = new JsonArray(
                new JsonObject
                {
                    ["device"] = "eth0",
                    ["mounted"] = true,
                    ["rate"] = 10000000000,
                    ["network_address"] = machine.Name,
                }
            ),
            ["supported_job_types"] = new JsonObject
            {
                ["deploy"] = true,
                ["besteffort"] = true,
                ["queues"] = new JsonArray([.. machine.Cluster.Queues.Select(queue => (JsonNode)queue)]),
            },
            ["exotic"] = false,
        };

    /// <summary>An environment that can be deployed at a site, as in <c>debian12-min</c>.</summary>
    public static JsonObject Environment(Gantt site, string name) =>
        new()
        {
            ["uid"] = name,
            ["name"] = name,
            ["type"] = "environment",
            ["site_uid"] = site.Machines[0].Cluster.Site,
            ["visibility"] = "public",
            ["links"] = new JsonArray(),
        };

    public static JsonObject Version() =>
        new()
        {
            ["uid"] = "2b6d7c1f0a4e48d19a3c5e7f9012b4d6c8e0f1a2",
            ["type"] = "version",
            ["date"] = "Tue, 14 Nov 2023 22:13:20 GMT",
            ["message"] = "All sites",
            ["author"] = "ann",
            ["links"] = new JsonArray(),
        };

    /// <summary>A job in the given state, with or without its machines. Fields without a value are left out.</summary>
    /// <param name="seen">Time at which the state was read; null for now.</param>
    public static JsonObject Job(GanttJob job, string state, bool withMachines, DateTimeOffset? seen = null)
    {
        // The start of an advance reservation is known before it starts.
        DateTimeOffset? start = job.StartedAt ?? (job.Reservation is null ? null : job.ScheduledAt);
        JsonObject shown = new()
        {
            ["uid"] = job.Uid,
            ["user_uid"] = job.User,
            ["user"] = job.User,
            ["walltime"] = (long)job.Walltime.TotalSeconds,
            ["queue"] = job.Queue,
            ["state"] = state,
            ["project"] = "default",
            ["name"] = job.Name.Length > 0 ? job.Name : null,
            ["types"] = new JsonArray([.. job.Types.Select(type => (JsonNode)type)]),
            ["mode"] = job.Command.Length > 0 ? "PASSIVE" : "INTERACTIVE",
            ["command"] = job.ScriptPath,
            ["submitted_at"] = job.SubmittedAt.ToUnixTimeSeconds(),
            ["scheduled_at"] = job.IsOver ? null : job.ScheduledAt?.ToUnixTimeSeconds(),
            ["started_at"] = start?.ToUnixTimeSeconds() ?? 0,
            ["stopped_at"] = job.IsOver && job.StartedAt is not null ? job.StateSince.ToUnixTimeSeconds() : null,
            ["message"] = job.Message,
            ["properties"] = job.Properties,
            ["directory"] = string.Join('/', "", "home", job.User),
            ["events"] = new JsonArray([
                .. job
                    .Events.Where(entry => seen is null || entry.At <= seen)
                    .Select(
                        (entry, index) =>
                            new JsonObject
                            {
                                ["uid"] = (job.Uid * 10) + index,
                                ["created_at"] = entry.At.ToUnixTimeSeconds(),
                                ["type"] = entry.Type,
                                ["description"] = $"{entry.Type} {job.Uid}",
                            }
                    ),
            ]),
            ["links"] = new JsonArray(),
        };
        foreach (string key in shown.Where(field => field.Value is null).Select(field => field.Key).ToArray())
        {
            shown.Remove(key);
        }

        if (withMachines)
        {
            shown["resources_by_type"] =
                job.Machines.Count == 0
                    ? new JsonObject()
                    : new JsonObject
                    {
                        ["cores"] = new JsonArray([
                            .. job.Machines.SelectMany(machine =>
                                Enumerable.Range(0, machine.Cluster.Cores).Select(core => (JsonNode)$"{machine.Name}/{core}")
                            ),
                        ]),
                    };
            shown["assigned_nodes"] = new JsonArray([.. job.Machines.Select(machine => (JsonNode)machine.Name)]);
        }

        return shown;
    }

    public static JsonObject Walltime(GanttJob job) =>
        new()
        {
            ["uid"] = job.Uid,
            ["walltime"] = Time(job.Walltime),
            ["possible"] = job.State == "running" ? "UNLIMITED" : "+0:0:0",
            ["pending"] = $"+{Time(job.PendingTime)}",
            ["granted"] = $"+{Time(job.GrantedTime)}",
        };

    public static JsonObject Deployment(string site, DeploymentRecord deployment, DateTimeOffset now)
    {
        bool isOver = deployment.EndsAt <= now;
        JsonObject shown = new()
        {
            ["uid"] = deployment.Uid,
            ["site_uid"] = site,
            ["user_uid"] = deployment.User,
            ["environment"] = deployment.Environment,
            ["status"] =
                !isOver ? "processing"
                : deployment.IsBroken ? "error"
                : "terminated",
            ["nodes"] = new JsonArray([.. deployment.Machines.Select(machine => (JsonNode)machine.Name)]),
            ["created_at"] = deployment.CreatedAt.ToUnixTimeSeconds(),
            ["links"] = new JsonArray(),
        };
        if (isOver && !deployment.IsBroken)
        {
            shown["result"] = new JsonObject(
                deployment.Machines.Select(machine =>
                    KeyValuePair.Create<string, JsonNode?>(
                        machine.Name,
                        new JsonObject
                        {
                            ["macro"] = null,
                            ["micro"] = null,
                            ["state"] = deployment.Bad.Contains(machine.Name) ? "KO" : "OK",
                        }
                    )
                )
            );
        }

        return shown;
    }

    public static JsonObject Status(Machine machine, Gantt gantt, bool withWaiting)
    {
        GanttJob[] jobs = [.. gantt.Jobs.Where(job => !job.IsOver && job.Machines.Contains(machine))];
        GanttJob[] running = [.. jobs.Where(job => job.State == "running")];
        bool isBestEffort = Array.Exists(running, job => job.IsBestEffort);
        string soft =
            running.Length == 0
                ? machine.Hard == "dead"
                    ? "unknown"
                    : "free"
                : isBestEffort
                    ? "busy_besteffort"
                    : "busy";
        int cores = machine.Cluster.Cores;
        return new JsonObject
        {
            ["hard"] = machine.Hard,
            ["soft"] = soft,
            ["free_slots"] = soft == "free" ? cores : 0,
            ["freeable_slots"] = isBestEffort ? cores : 0,
            ["busy_slots"] = soft == "busy" ? cores : 0,
            ["reservations"] = new JsonArray([.. jobs.Where(job => withWaiting || job.State != "waiting").Select(Reservation)]),
        };
    }

    private static JsonObject Reservation(GanttJob job)
    {
        JsonObject shown = Job(job, job.State, withMachines: false);
        shown.Remove("events");
        return shown;
    }

    private static string Time(TimeSpan time) => FormattableString.Invariant($"{(int)time.TotalHours}:{time.Minutes}:{time.Seconds}");
}
