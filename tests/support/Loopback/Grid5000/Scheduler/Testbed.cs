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
        _sites = options.Clusters.GroupBy(cluster => cluster.Site).ToDictionary(
            site => site.Key, site => new Gantt([.. site.SelectMany(cluster => Enumerable.Range(1, cluster.Machines).Select(number => new Machine(cluster.MachineOf(number), cluster)))], options));
    }

    public Lock Gate { get; } = new();

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    public IEnumerable<string> Sites => _sites.Keys;

    /// <summary>Returns the current state of a site.</summary>
    public Gantt At(string site)
    {
        Gantt gantt = _sites.GetValueOrDefault(site) ?? throw new Refusal(404, $"There is no site {site}");
        gantt.AdvanceTo(Now);
        return gantt;
    }

    public GanttJob Find(string site, string uid) => At(site).Jobs.FirstOrDefault(job => job.Uid.ToString(CultureInfo.InvariantCulture) == uid) ?? throw new Refusal(404, $"Couldn't find job {uid}");

    public IEnumerable<DeploymentRecord> DeploymentsAt(string site) => _deployments.Where(entry => entry.Site == site).Select(entry => entry.Deployment);

    public GanttJob Submit(string site, string name, string resources, string command, IReadOnlyList<string> types, string queue, string reservation, string properties = "")
    {
        Gantt gantt = At(site);
        JobResources asked = (JobResources.Parse(resources) ?? throw new Refusal(400, $"Bad resource request: {resources}")).With(properties) ?? throw new Refusal(400, $"Bad properties: {properties}");
        if (command.Length == 0 && reservation.Length == 0)
        {
            throw new Refusal(400, "You must give a command to execute");
        }

        // The scheduler counts in whole seconds.
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds());
        DateTimeOffset? start = reservation.Length == 0 ? null : DateTimeOffset.TryParseExact(reservation, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset local)
            ? local - _options.ZoneOffset : throw new Refusal(400, $"Bad date: {reservation}");
        if (gantt.Jobs.Count(job => !job.IsOver && !job.IsBestEffort) >= _options.JobsMax)
        {
            throw new Refusal(403, $"The maximum number of jobs of a user is {_options.JobsMax}");
        }

        if (start is not null && gantt.Jobs.Count(job => !job.IsOver && job.Reservation is not null) >= _options.ReservationsMax)
        {
            throw new Refusal(403, $"The maximum number of advance reservations of a user is {_options.ReservationsMax}");
        }

        GanttJob job = new()
        {
            Uid = ++_numbers, Site = site, Name = name, Command = command, Types = types, Resources = asked, SubmittedAt = now, Reservation = start,
            Queue = types.Contains("besteffort", StringComparer.Ordinal) ? "besteffort" : queue,
        };
        gantt.Submit(job);
        gantt.AdvanceTo(Now);
        return job;
    }

    public DeploymentRecord Deploy(string site, string environment, IReadOnlyList<string> names)
    {
        Gantt gantt = At(site);
        Machine[] machines = [.. gantt.Jobs.Where(job => job.State == "running" && job.Types.Contains("deploy", StringComparer.Ordinal)).SelectMany(job => job.Machines).Where(machine => names.Contains(machine.Name, StringComparer.Ordinal))];
        if (!_options.Environments.Contains(environment, StringComparer.Ordinal))
        {
            throw new Refusal(400, $"The environment {environment} does not exist");
        }

        if (machines.Length < names.Count || names.Count == 0)
        {
            throw new Refusal(403, "You do not have sufficient rights to deploy on all nodes");
        }

        if (DeploymentsAt(site).Any(other => Now < other.EndsAt && other.Machines.Intersect(machines).Any()))
        {
            // The API passes on refusals of Kadeploy as 400, and its failures as 500.
            throw new Refusal(400, "Some nodes are already involved in deployment");
        }

        HashSet<string> bad = [.. machines.Where(machine => machine.BadDeployments > 0).Select(machine => machine.Name)];
        foreach (Machine machine in machines.Where(machine => bad.Contains(machine.Name)))
        {
            machine.BadDeployments--;
        }

        DeploymentRecord made = new($"D-{++_numbers:x}", environment, machines, Now, Now + _options.DeployDuration, bad);
        _deployments.Add((site, made));
        return made;
    }
}
