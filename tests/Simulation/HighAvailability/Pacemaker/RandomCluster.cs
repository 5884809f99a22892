namespace Simulation.Tests.HighAvailability.Pacemaker;

internal sealed class RandomCluster
{
    private const string NoPrimitive = "none";

    private static readonly int[] Scores = [Score.Infinity, -Score.Infinity, 100, 50, 10, -10, -100];
    private static readonly string[] Thresholds = ["1", "2", "3"];
    private static readonly ValueMap<string> None = ValueMap.Empty<string>();

    private readonly Random _random;
    private readonly Random _rare;
    private readonly Random _empty;
    private readonly bool _hasTwoCapacities;
    private readonly List<PacemakerResource> _resources = [];

    private RandomCluster(int seed)
    {
        // Later additions have their own streams, so that they change no other draw of a seed.
        (_random, _rare, _empty) = (new Random(seed), new Random(~seed), new Random(seed + 1_000_000));
        int nodes = _random.Next(2, 6);
        bool hasCapacity = Draws(15);
        _hasTwoCapacities = hasCapacity && DrawsRare(60);
        Configuration = new PacemakerConfiguration
        {
            Nodes = Enumerable.Range(1, nodes).Select(number => Node(number, hasCapacity)).ToValueList(),
            Resources = Resources(hasCapacity),
            Options = Options(hasCapacity),
            Defaults = Draws(25) ? None.With("resource-stickiness", Word(_random.Next(1, 200))) : None,
        };
        Configuration = Configuration with { Locations = Locations(), Colocations = Colocations(), Orders = Orders() };
        ValueList<PacemakerEvent>[] steps = [Boot(), .. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Step())];
        Steps = steps.Select(WithRare).ToValueList();
    }

    public PacemakerConfiguration Configuration { get; }

    public ValueList<ValueList<PacemakerEvent>> Steps { get; }

    public static RandomCluster Of(int seed) => new(seed);

    private string[] Ids => [.. _resources.Where(resource => !resource.IsFenceDevice).Select(resource => resource.Id)];

    private PacemakerNode Node(int number, bool hasCapacity) =>
        new($"n{number}")
        {
            Capacity = hasCapacity
                ? WithProcessors(ValueMap.Empty<int>().With("memory", _random.Next(2, 9)), 2, 9, 100)
                : ValueMap.Empty<int>(),
        };

    private ValueList<PacemakerResource> Resources(bool hasCapacity)
    {
        if (Draws(75))
        {
            _resources.Add(new PacemakerResource("fence") { IsFenceDevice = true });
        }

        int count = _random.Next(1, 6);
        for (int number = 1; number <= count; number++)
        {
            _resources.Add(
                _random.Next(10) switch
                {
                    0 or 1 => Group(number, hasCapacity),
                    2 or 3 or 4 => Clone(number, hasCapacity),
                    _ => Single($"r{number}", hasCapacity) with { MetaAttributes = Meta() },
                }
            );
        }

        return _resources.ToValueList();
    }

    private PacemakerResource Single(string id, bool hasCapacity) =>
        new(id)
        {
            Utilization = WithProcessors(
                hasCapacity && Draws(70) ? ValueMap.Empty<int>().With("memory", _random.Next(1, 4)) : ValueMap.Empty<int>(),
                1,
                4,
                70
            ),
        };

    private PacemakerResource Group(int number, bool hasCapacity) =>
        new($"g{number}")
        {
            Members = Enumerable
                .Range(0, _random.Next(2, 4))
                .Select(index =>
                    Single($"g{number}{(char)('a' + index)}", hasCapacity) with
                    {
                        MetaAttributes = DrawsRare(8) ? None.With("is-managed", "false") : None,
                    }
                )
                .ToValueList(),
            MetaAttributes = Meta(),
        };

    private PacemakerResource Clone(int number, bool hasCapacity)
    {
        ValueMap<string> meta = Meta();
        meta = Draws(30) ? meta.With("clone-max", Word(_random.Next(1, 4))) : meta;
        meta = _empty.Next(100) < 8 ? meta.With("clone-max", "0") : meta;
        meta = Draws(40) ? meta.With("interleave", Draws(80) ? "true" : "false") : meta;
        return new($"c{number}") { CloneOf = Single($"p{number}", hasCapacity), MetaAttributes = meta };
    }

    private ValueMap<string> Meta()
    {
        ValueMap<string> meta = None;
        meta = Draws(20) ? meta.With("priority", Word(_random.Next(0, 20))) : meta;
        meta = Draws(25) ? meta.With("resource-stickiness", Draws(20) ? "INFINITY" : Word(_random.Next(0, 120))) : meta;
        meta = Draws(12) ? meta.With("migration-threshold", _random.GetItems(Thresholds, 1)[0]) : meta;
        meta = Draws(5) ? meta.With("is-managed", "false") : meta;
        return Draws(6) ? meta.With("target-role", "Stopped") : meta;
    }

    // crm_simulate has no controller: it counts a failed start like any other failure.
    private PacemakerOptions Options(bool hasCapacity) =>
        new PacemakerOptions { IsStartFailureFatal = false }
            .With(Draws(50) ? "stonith-enabled" : "fencing-enabled", Draws(75) ? "true" : "false")
            .With("symmetric-cluster", Draws(88) ? "true" : "false")
            .With("no-quorum-policy", _random.GetItems(["stop", "freeze", "ignore"], 1)[0])
            .With("placement-strategy", hasCapacity ? _random.GetItems(["utilization", "minimal", "balanced"], 1)[0] : "default");

    private ValueList<LocationConstraint> Locations()
    {
        int count = Configuration.Options.IsSymmetricCluster ? _random.Next(0, 5) : _random.Next(4, 12);
        return Enumerable
            .Range(0, count)
            .Select(_ => new LocationConstraint(OneOf(Ids), OneOfNodes(), Value()))
            .DistinctBy(one => (one.Resource, one.Node))
            .ToValueList();
    }

    private ValueList<ColocationConstraint> Colocations()
    {
        List<ColocationConstraint> all =
        [
            .. Pairs(_random.Next(0, 4)).Select(pair => new ColocationConstraint(pair.First, pair.Second, Value())),
        ];
        string[] ids = Ids;
        if (all.Count > 0 && DrawsRare(12))
        {
            // A cycle.
            ColocationConstraint one = all[_rare.Next(all.Count)];
            all.Add(new ColocationConstraint(one.WithResource, one.Resource, RareValue()));
        }

        if (_resources.Find(resource => resource.Members.Count > 0) is { } group && ids.Length > 1 && DrawsRare(30))
        {
            // Twice with the same resource.
            string other = ids.Where(id => id != group.Id).ElementAt(_rare.Next(ids.Length - 1));
            bool isFollower = DrawsRare(50);
            all.AddRange(
                Enumerable
                    .Range(0, 2)
                    .Select(_ =>
                        isFollower
                            ? new ColocationConstraint(group.Id, other, RareValue())
                            : new ColocationConstraint(other, group.Id, RareValue())
                    )
            );
        }

        return all.ToValueList();
    }

    private ValueList<OrderConstraint> Orders() =>
        Pairs(_random.Next(0, 3)).Select(pair => new OrderConstraint(pair.First, pair.Second)).ToValueList();

    /// <summary>Pairs of resources, all in the same direction, so that they form no cycle.</summary>
    private IEnumerable<(string First, string Second)> Pairs(int count)
    {
        string[] ids = Ids;
        bool isForward = Draws(50);
        for (int index = 0; index < count && ids.Length > 1; index++)
        {
            int first = _random.Next(0, ids.Length - 1);
            int second = _random.Next(first + 1, ids.Length);
            yield return isForward ? (ids[first], ids[second]) : (ids[second], ids[first]);
        }
    }

    private ValueList<PacemakerEvent> Boot() =>
        Configuration.Nodes.Where(_ => Draws(95)).Select(node => On(PacemakerEventKind.NodeUp, node.Name)).ToValueList();

    private ValueList<PacemakerEvent> Step() =>
        Enumerable
            .Range(0, Draws(80) ? 1 : 2)
            .Select(_ => Event())
            .Where(happening => happening.Resource != NoPrimitive)
            .DistinctBy(happening => happening.Node.Length > 0 ? happening.Node : happening.Resource)
            .ToValueList();

    private ValueList<PacemakerEvent> WithRare(ValueList<PacemakerEvent> events, int step)
    {
        string[] members = [.. _resources.SelectMany(resource => resource.Members).Select(member => member.Id)];
        string[] parts = [.. Primitives, .. members, .. _resources.Select(resource => resource.CloneOf?.Id).OfType<string>()];
        List<PacemakerEvent> all = [.. events];
        if (step > 0 && members.Length > 0 && DrawsRare(10))
        {
            all.Add(
                new PacemakerEvent(PacemakerEventKind.SetMeta)
                {
                    Resource = members[_rare.Next(members.Length)],
                    Name = "is-managed",
                    Value = DrawsRare(60) ? "false" : "true",
                }
            );
        }

        if (DrawsRare(35))
        {
            // Fails on every node where it is attempted.
            PacemakerEventKind kind = DrawsRare(60) ? PacemakerEventKind.StartFailure : PacemakerEventKind.StopFailure;
            string part = parts[_rare.Next(parts.Length)];
            all.AddRange(
                Configuration
                    .Nodes.Where(_ => part != NoPrimitive)
                    .Select(node => new PacemakerEvent(kind)
                    {
                        Resource = part,
                        Node = node.Name,
                        Number = 1,
                    })
            );
        }

        return all.ToValueList();
    }

    private PacemakerEvent Event() =>
        _random.Next(100) switch
        {
            < 20 => On(PacemakerEventKind.NodeFail, OneOfNodes()),
            < 34 => On(PacemakerEventKind.NodeDown, OneOfNodes()),
            < 50 => On(PacemakerEventKind.NodeUp, OneOfNodes()),
            < 64 => On(PacemakerEventKind.Standby, OneOfNodes()) with { IsOn = Draws(65) },
            < 72 => Sets("target-role", Draws(60) ? "Stopped" : "Started"),
            < 78 => Sets("is-managed", Draws(50) ? "true" : "false"),
            < 86 => new(PacemakerEventKind.AddLocation)
            {
                Resource = OneOf(Ids),
                Node = OneOfNodes(),
                Number = Value(),
            },
            < 90 => new(PacemakerEventKind.Quorum) { IsOn = Draws(40) },
            < 94 => new(PacemakerEventKind.SetOption) { Name = "maintenance-mode", Value = Draws(50) ? "true" : "false" },
            _ => new(PacemakerEventKind.MonitorFailure)
            {
                Resource = OneOf(Primitives),
                Node = OneOfNodes(),
                Number = 1,
            },
        };

    private PacemakerEvent Sets(string name, string value) =>
        new(PacemakerEventKind.SetMeta)
        {
            Resource = OneOf(Ids),
            Name = name,
            Value = value,
        };

    private string[] Primitives =>
        [
            .. _resources
                .Where(resource => resource is { IsFenceDevice: false, CloneOf: null, Members.Count: 0 })
                .Select(resource => resource.Id)
                .DefaultIfEmpty(NoPrimitive),
        ];

    private static PacemakerEvent On(PacemakerEventKind kind, string node) => new(kind) { Node = node };

    private ValueMap<int> WithProcessors(ValueMap<int> numbers, int from, int to, int percent) =>
        _hasTwoCapacities && DrawsRare(percent) ? numbers.With("processors", _rare.Next(from, to)) : numbers;

    private int RareValue() => Scores[_rare.Next(Scores.Length)];

    private bool DrawsRare(int percent) => _rare.Next(100) < percent;

    private int Value() => Scores[_random.Next(Scores.Length)];

    private string OneOf(string[] words) => words[_random.Next(words.Length)];

    private string OneOfNodes() => $"n{_random.Next(1, Configuration.Nodes.Count + 1)}";

    private bool Draws(int percent) => _random.Next(100) < percent;

    private static string Word(int number) => number.ToString(CultureInfo.InvariantCulture);
}
