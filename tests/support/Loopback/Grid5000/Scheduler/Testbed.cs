namespace Loopback.Grid5000.Scheduler;

/// <summary>All sites and their deployments.</summary>
internal sealed class Testbed
{
    private readonly Grid5000ServerOptions _options;
    private readonly Dictionary<string, Gantt> _sites;
    private readonly List<(string Site, DeploymentRecord Deployment)> _deployments = [];
    private long _numbers = 1000;

    public Testbed(Grid5000ServerOptions options)
    {
        _options = options;
        _sites = options
            .Clusters.GroupBy(cluster => cluster.Site)
            .ToDictionary(
                site => site.Key,
                site => new Gantt(
                    [
                        .. site.SelectMany(cluster =>
                            Enumerable.Range(1, cluster.Machines).Select(number => new Machine(cluster.MachineOf(number), cluster))
                        ),
                    ],
                    options
                )
            );
    }

    public Lock Gate { get; } = new();

    /// <summary>Number of next deployments that end without a result.</summary>
    public int DeploymentsToBreak { get; set; }

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    public IEnumerable<string> Sites => _sites.Keys;

    /// <summary>Returns the current state of a site.</summary>
    public Gantt At(string site)
    {
        Gantt gantt = _sites.GetValueOrDefault(site) ?? throw new Refusal(404, $"There is no site {site}");
        gantt.AdvanceTo(Now);
        return gantt;
    }

    public GanttJob Find(string site, string uid) =>
        At(site).Jobs.FirstOrDefault(job => job.Uid.ToString(CultureInfo.InvariantCulture) == uid)
        ?? throw new Refusal(404, $"Couldn't find OAR::Job with 'job_id'={uid}");

    public IEnumerable<DeploymentRecord> DeploymentsAt(string site) =>
        _deployments.Where(entry => entry.Site == site).Select(entry => entry.Deployment);

    /// <summary>Refusal of the scheduler, as the API passes it on: behind the output of its admission rules.</summary>
    public static Refusal RefusalOf(string site, string reason)
    {
        JsonObject body = new()
        {
            ["code"] = 400,
            ["title"] = "Bad query",
            ["message"] =
                $"[ADMISSION RULE] Modify resource description with type constraints\n[ADMISSION RULE] Set default walltime to 3600.\n{reason}\n",
        };
        return new Refusal(
            400,
            $"Request to https://api-out.example/sites/{site}/internal/oarapi/jobs.json failed with status 400: {body.ToJsonString()}"
        );
    }

    public GanttJob Submit(
        string site,
        string user,
        string name,
        string resources,
        string command,
        IReadOnlyList<string> types,
        string queue,
        string reservation,
        string properties = ""
    )
    {
        Gantt gantt = At(site);
        if (command.Length == 0 && reservation.Length == 0)
        {
            throw new Refusal(400, "The job you are trying to submit is not valid: you must give a :command to execute on launch");
        }

        JobResources asked = (JobResources.Parse(resources) ?? throw RefusalOf(site, $"Bad resource request: {resources}")).With(properties)
            ?? throw RefusalOf(site, $"Bad resource request ({properties})");

        // The scheduler counts in whole seconds.
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds());
        DateTimeOffset? start =
            reservation.Length == 0 ? null
            : DateTimeOffset.TryParseExact(
                reservation,
                "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset local
            )
                ? local - _options.ZoneOffset
            : throw new Refusal(
                400,
                "The job you are trying to submit is not valid: Syntax error in reservation start date, should at least match the format: 'YYYY-MM-DD hh:mm:ss'."
            );
        GanttJob[] own = [.. gantt.Jobs.Where(job => job.User == user && !job.IsOver)];
        if (own.Count(job => !job.IsBestEffort) >= _options.JobsMax)
        {
            throw RefusalOf(site, $"[ADMISSION RULE] Error: the maximum number of jobs of a user is {_options.JobsMax}");
        }

        if (start is not null && own.Count(job => job.Reservation is not null) >= _options.ReservationsMax)
        {
            throw RefusalOf(
                site,
                $"[ADMISSION RULE] Error: you cannot have more than {_options.ReservationsMax} waiting advance reservations."
            );
        }

        GanttJob job = new()
        {
            Uid = ++_numbers,
            Site = site,
            User = user,
            Name = name,
            Command = command,
            RequestedProperties = properties,
            Types = types,
            Resources = asked,
            SubmittedAt = now,
            Reservation = start,
            Queue = types.Contains("besteffort", StringComparer.Ordinal) ? "besteffort" : queue,
        };
        gantt.Submit(job);
        gantt.AdvanceTo(Now);
        return job;
    }

    /// <summary>Kadeploy refuses a request with a number, which becomes status 500, or with a plain 400.</summary>
    public DeploymentRecord Deploy(string site, string user, string environment, IReadOnlyList<string> names)
    {
        Gantt gantt = At(site);
        Machine[] machines =
        [
            .. gantt
                .Jobs.Where(job => job.User == user && job.State == "running" && job.Types.Contains("deploy", StringComparer.Ordinal))
                .SelectMany(job => job.Machines)
                .Where(machine => names.Contains(machine.Name, StringComparer.Ordinal)),
        ];
        if (!_options.Environments.Contains(environment, StringComparer.Ordinal))
        {
            throw new Refusal(
                500,
                $"Cannot launch deployment: Kadeploy error #7: Invalid environment specification: {environment} does not exist"
            );
        }

        if (machines.Length < names.Count || names.Count == 0)
        {
            throw new Refusal(
                500,
                "Cannot launch deployment: Kadeploy error #6: You do not have sufficient rights to perform the operation on all the nodes"
            );
        }

        if (DeploymentsAt(site).Any(other => Now < other.EndsAt && other.Machines.Intersect(machines).Any()))
        {
            throw new Refusal(400, "Cannot launch deployment: Some nodes are already involved in deployment");
        }

        HashSet<string> bad = [.. machines.Where(machine => machine.BadDeployments > 0).Select(machine => machine.Name)];
        foreach (Machine machine in machines.Where(machine => bad.Contains(machine.Name)))
        {
            machine.BadDeployments--;
        }

        DeploymentRecord made = new($"D-{++_numbers:x}", user, environment, machines, Now, Now + _options.DeployDuration, bad)
        {
            IsBroken = DeploymentsToBreak > 0,
        };
        DeploymentsToBreak -= made.IsBroken ? 1 : 0;
        _deployments.Add((site, made));
        return made;
    }
}
