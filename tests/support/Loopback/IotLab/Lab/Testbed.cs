namespace Loopback.IotLab.Lab;

/// <summary>All boards and experiments.</summary>
internal sealed partial class Testbed
{
    private readonly IotLabServerOptions _options;
    private readonly List<LabExperiment> _experiments = [];
    private long _numbers = 300_000;

    public Testbed(IotLabServerOptions options)
    {
        _options = options;
        Boards =
        [
            .. options.Kinds.SelectMany(kind =>
                Enumerable.Range(kind.First, kind.Count).Select(number => new LabBoard(kind.NameOf(number), kind, number))
            ),
        ];
        Profiles = new ProfileStore(options);
    }

    public Lock Gate { get; } = new();

    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    public IReadOnlyList<LabBoard> Boards { get; }

    public ProfileStore Profiles { get; }

    /// <summary>All experiments in their current state, ordered by number.</summary>
    public IReadOnlyList<LabExperiment> Experiments
    {
        get
        {
            MoveOn(Now);
            return _experiments;
        }
    }

    public LabExperiment Find(string id) =>
        Experiments.FirstOrDefault(one => one.Id.ToString(CultureInfo.InvariantCulture) == id && one.User == _options.User)
        ?? throw new Refusal(403, $"Experiment {id} is none of yours");

    public string StateOf(LabBoard board) =>
        board.Trouble.Length > 0 ? board.Trouble
        : Experiments.Any(one => one is { IsOver: false, IsWaiting: false } && one.Boards.Any(entry => entry.Board == board)) ? "Busy"
        : "Alive";

    public LabExperiment Submit(string user, LabRequest request)
    {
        MoveOn(Now);

        // The scheduler counts in whole seconds.
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds());
        if (_experiments.Count(one => one.User == user && !one.IsOver) >= _options.ExperimentsMax)
        {
            throw new Refusal(403, $"The maximum number of experiments of a user is {_options.ExperimentsMax}");
        }

        LabExperiment experiment = new()
        {
            Id = ++_numbers,
            User = user,
            Request = request,
            SubmittedAt = now,
        };
        if (Choose(experiment, []) is null)
        {
            throw new Refusal(400, "There are not enough resources");
        }

        if (request.Reservation is { } start)
        {
            _ = start >= now ? true : throw new Refusal(400, "The reservation is in the past");
            experiment.Boards = Choose(experiment, TakenFrom(experiment, start))
                ?? throw new Refusal(400, "There are not enough resources at that time");
            experiment.ScheduledAt = start;
        }

        experiment.Enter("Waiting", now);
        _experiments.Add(experiment);
        PlanWaiting(now);
        MoveOn(Now);
        return experiment;
    }

    /// <summary>Ends an experiment. A waiting one stops at once; any other one finishes first.</summary>
    public void Stop(LabExperiment experiment)
    {
        if (experiment.IsOver || experiment.State == "Finishing")
        {
            throw new Refusal(400, $"Experiment {experiment.Id} is {experiment.State}");
        }

        if (experiment.IsWaiting)
        {
            experiment.Enter("Stopped", Now);
            PlanWaiting(Now);
        }
        else
        {
            Finish(experiment, Now, "Stopped");
        }

        MoveOn(Now);
    }

    public void Break(LabExperiment experiment)
    {
        experiment.Enter("Error", Now);
        PlanWaiting(Now);
    }

    /// <summary>Processes all changes up to a time, in order.</summary>
    private void MoveOn(DateTimeOffset now)
    {
        while (
            _experiments
                .Select(one => (Experiment: one, At: NextOf(one)))
                .Where(entry => entry.At <= now)
                .OrderBy(entry => entry.At)
                .ThenBy(entry => entry.Experiment.Id)
                .FirstOrDefault()
                is { Experiment: { } experiment, At: { } at }
        )
        {
            Step(experiment, at);
        }
    }

    /// <summary>Time of the next change of an experiment; null if it does not change by itself.</summary>
    private DateTimeOffset? NextOf(LabExperiment one) =>
        one.State switch
        {
            "Waiting" => one.ScheduledAt,
            "toLaunch" or "Launching" => one.StateSince + (_options.LaunchDelay / 2),
            "Running" => one.StartedAt + one.Request.Duration,
            "Finishing" => one.StateSince + _options.FinishDelay,
            _ => null,
        };

    private void Step(LabExperiment experiment, DateTimeOffset at)
    {
        switch (experiment.State)
        {
            case "Waiting":
                experiment.Enter("toLaunch", at);
                break;
            case "toLaunch":
                experiment.Enter("Launching", at);
                break;
            case "Launching":
                experiment.StartedAt = at;
                experiment.Enter("Running", at);
                Deploy(experiment);
                break;
            case "Running":
                Finish(experiment, at, "Terminated");
                break;
            default:
                experiment.Enter(experiment.LastState, at);
                PlanWaiting(at);
                break;
        }
    }

    private static void Finish(LabExperiment experiment, DateTimeOffset at, string last)
    {
        experiment.LastState = last;
        experiment.Enter("Finishing", at);
    }

    private static void Deploy(LabExperiment experiment)
    {
        foreach ((string alias, LabBoard board) in experiment.Boards)
        {
            if (board.Failures > 0)
            {
                board.Failures--;
                experiment.Bad.Add(board);
            }
            else
            {
                board.Firmware = experiment
                    .Request.Firmwares.FirstOrDefault(one =>
                        one.Nodes.Contains(alias.Length > 0 ? alias : board.Name, StringComparer.Ordinal)
                    )
                    .Name
                    ?? "";
            }
        }
    }
}

/// <summary>
/// Monitoring profiles of the account. Like the testbed, it reports invalid requests as server errors.
/// </summary>
internal sealed partial class ProfileStore(IotLabServerOptions options)
{
    private const int NameMax = 255;
    private readonly Dictionary<string, string> _kinds = options.Profiles.ToDictionary(name => name, _ => "m3", StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, string Name, string Kind, bool IsThere)> _history =
    [
        .. options.Profiles.Select(name => (DateTimeOffset.MinValue, name, "m3", true)),
    ];

    public IReadOnlyDictionary<string, string> All => _kinds;

    /// <summary>Profiles as shown in lists.</summary>
    public IReadOnlyDictionary<string, string> Listed
    {
        get
        {
            DateTimeOffset seen = options.Clock.GetUtcNow() - options.ListLag;
            Dictionary<string, string> found = new(StringComparer.Ordinal);
            foreach ((_, string name, string kind, bool isThere) in _history.Where(entry => entry.At <= seen))
            {
                if (isThere)
                {
                    found[name] = kind;
                }
                else
                {
                    found.Remove(name);
                }
            }

            return found;
        }
    }

    public void Add(string name, string kind)
    {
        Check(name, kind);
        Write(name, _kinds.ContainsKey(name) ? throw new Refusal(500, $"profile {name} exists") : kind);
    }

    /// <summary>Replaces a profile, or renames it if the name differs.</summary>
    public void Replace(string old, string name, string kind)
    {
        Check(name, kind);
        _ = name != old && _kinds.ContainsKey(name) ? throw new Refusal(500, $"profile {name} exists") : true;
        Remove(old);
        Write(name, kind);
    }

    public void Remove(string name)
    {
        _ = _kinds.Remove(name) ? true : throw new Refusal(500, $"profile {name} does not exist");
        _history.Add((options.Clock.GetUtcNow(), name, "", false));
    }

    private static void Check(string name, string kind)
    {
        _ =
            name.Length <= NameMax && Name().IsMatch(name)
                ? true
                : throw new Refusal(400, $"Invalid name '{name}'. Only alphanumeric characters allowed [0-9A-Za-z_]");
        _ = kind is "m3" or "a8" or "custom" ? true : throw new Refusal(400, $"nodearch '{kind}' is none of m3, a8, custom");
    }

    private void Write(string name, string kind)
    {
        _kinds[name] = kind;
        _history.Add((options.Clock.GetUtcNow(), name, kind, true));
    }

    [GeneratedRegex("^[0-9A-Za-z_]+$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();
}
