namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>One thing that runs on one node, while its node is chosen.</summary>
internal sealed class Part(Unit unit, ScoreResource resource, PartMeta meta, int nodeCount)
{
    /// <summary>The score of a node that is not allowed at all, as in a cluster that is opted into.</summary>
    public const int NotListed = int.MinValue;

    /// <summary>No node.</summary>
    public const int Nowhere = -1;

    public string Id => resource.Id;

    public Unit Unit => unit;

    public ScoreResource Resource => resource;

    public PartMeta Meta => meta;

    /// <summary>Its place among the parts of its unit, from 0: copies of a clone are acted on in this order.</summary>
    public int Number { get; init; }

    /// <summary>By node.</summary>
    public int[] Scores { get; set; } = new int[nodeCount];

    /// <summary>The nodes on which it runs, in their order.</summary>
    public List<int> On { get; } = [];

    /// <summary>Whether it is broken on one of them.</summary>
    public bool IsFailed { get; set; }

    /// <summary>Whether its stop failed and nothing can fence the node, so that it is not touched.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether somebody else decides whether it runs.</summary>
    public bool IsUnmanaged => !meta.IsManaged || IsBlocked;

    public bool IsLeftAlone { get; set; }

    public List<Bond> Follows { get; } = [];

    public List<Bond> Followers { get; } = [];

    public bool IsAssigned { get; set; }

    public bool IsBusy { get; set; }

    public bool IsMerging { get; set; }

    /// <summary>The chosen node.</summary>
    public int Node { get; set; } = Nowhere;

    /// <summary>Whether a node had too little room when it was chosen.</summary>
    public bool LacksRoom { get; set; }

    public int Current => On.Count > 0 ? On[0] : Nowhere;

    /// <summary>Takes up a bond in which it follows, in the order in which they are heeded: before those of equal rank.</summary>
    public void Follow(Bond bond) => Insert(Follows, bond, other => Bond.Compare(bond.Led, other.Led));

    /// <summary>Takes up a bond in which it is followed, in the same order.</summary>
    public void Lead(Bond bond) => Insert(Followers, bond, other => Bond.Compare(bond.Following, other.Following));

    public void Add(int node, int value)
    {
        if (Scores[node] != NotListed)
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

    /// <summary>Adds to a node that may not be listed yet.</summary>
    public void List(int node, int value) => Scores[node] = Scores[node] == NotListed ? value : Score.Add(Scores[node], value);

    private static void Insert(List<Bond> bonds, Bond bond, Func<Bond, int> compare)
    {
        int index = bonds.FindIndex(other => compare(other) <= 0);
        bonds.Insert(index < 0 ? bonds.Count : index, bond);
    }
}
