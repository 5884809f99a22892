namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Resource instance that runs on at most one node, during assignment; in short a part of its unit.</summary>
internal sealed class PrimitiveInstance(ConfiguredResource unit, PacemakerResource resource, PrimitiveMeta meta, int nodeCount)
{
    /// <summary>Score of a node that is not allowed at all, for example in an opt-in cluster.</summary>
    public const int NotAllowed = int.MinValue;

    public const int NoNode = -1;

    public string Id => resource.Id;

    public ConfiguredResource Unit => unit;

    public PacemakerResource Resource => resource;

    public PrimitiveMeta Meta => meta;

    /// <summary>Zero-based position in the unit. Actions on the copies of a clone run in this order.</summary>
    public int Number { get; init; }

    /// <summary>Scores by node.</summary>
    public int[] Scores { get; set; } = new int[nodeCount];

    /// <summary>Nodes on which the part runs, in node order.</summary>
    public List<int> RunningNodes { get; } = [];

    /// <summary>True if the part failed on one of these nodes.</summary>
    public bool IsFailed { get; set; }

    /// <summary>True if the stop failed and fencing is disabled, so the part is not touched.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>True if the configuration or a failed stop forbids any action.</summary>
    public bool IsUnmanaged => !meta.IsManaged || IsBlocked;

    /// <summary>True if the part stays as it is: it is unmanaged, or the cluster requires fencing and has no fence
    /// device.</summary>
    public bool IsLeftUnchanged { get; set; }

    /// <summary>Colocations in which the part is the follower, in the order in which they are processed.</summary>
    public List<ResolvedColocation> Follows { get; } = [];

    /// <summary>Colocations in which the part is the leader, in the order in which they are processed.</summary>
    public List<ResolvedColocation> Followers { get; } = [];

    /// <summary>True once <see cref="Node"/> is decided, also without a node.</summary>
    public bool IsAssigned { get; set; }

    /// <summary>True while the part is being assigned, so that circular colocations end.</summary>
    public bool IsBeingAssigned { get; set; }

    /// <summary>True while its scores are merged into others, so that circular colocations end.</summary>
    public bool IsMerging { get; set; }

    /// <summary>Assigned node; <see cref="NoNode"/> for none.</summary>
    public int Node { get; set; } = NoNode;

    /// <summary>True if a node had too little capacity during assignment.</summary>
    public bool LacksCapacity { get; set; }

    /// <summary>First node on which the part runs; <see cref="NoNode"/> for none.</summary>
    public int Current => RunningNodes.Count > 0 ? RunningNodes[0] : NoNode;

    /// <summary>Adds a colocation as follower, before those of equal rank.</summary>
    public void Follow(ResolvedColocation colocation) =>
        Insert(Follows, colocation, existing => ResolvedColocation.Compare(colocation.Led, existing.Led));

    /// <summary>Adds a colocation as leader, before those of equal rank.</summary>
    public void Lead(ResolvedColocation colocation) =>
        Insert(Followers, colocation, existing => ResolvedColocation.Compare(colocation.Following, existing.Following));

    public void Add(int node, int value)
    {
        if (Scores[node] != NotAllowed)
        {
            Scores[node] = Score.Add(Scores[node], value);
        }
    }

    public void AddAll(int value)
    {
        for (int node = 0; node < Scores.Length; node++)
        {
            Add(node, value);
        }
    }

    /// <summary>Adds to the score of a node that may not be allowed yet.</summary>
    public void List(int node, int value) => Scores[node] = Scores[node] == NotAllowed ? value : Score.Add(Scores[node], value);

    private static void Insert(List<ResolvedColocation> colocations, ResolvedColocation colocation, Func<ResolvedColocation, int> compare)
    {
        int index = colocations.FindIndex(existing => compare(existing) <= 0);
        colocations.Insert(index < 0 ? colocations.Count : index, colocation);
    }
}
