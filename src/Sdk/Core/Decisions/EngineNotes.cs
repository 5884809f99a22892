using System.Text.Json.Serialization;

namespace Scalewright.Decisions;

/// <summary>What an engine remembers, as it is kept in the cluster's state: its policies' states, what it learnt of its clouds, what its windows hold, and which nodes it waits for.</summary>
internal sealed record EngineNotes
{
    /// <summary>What decided; notes of other policies, settings or clouds are not taken up.</summary>
    public string Policies { get; init; } = "";

    /// <summary>The state of the sizing policy.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[] Sizing { get; init; } = [];

    /// <summary>The state of the placement policy; null: it had none.</summary>
    [JsonConverter(typeof(LongsConverter))]
    public long[]? Placing { get; init; }

    /// <summary>The clouds that this state is for, in order; null: nobody kept that, and they are as they were.</summary>
    public string[]? PlacedIn { get; init; }

    /// <summary>Launches that failed, by cloud.</summary>
    public SortedDictionary<string, int> Failures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Until when clouds without room are not asked.</summary>
    public SortedDictionary<string, DateTimeOffset> ClosedUntil { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What its metrics' windows hold; null: it has none, or nobody kept that.</summary>
    public WindowNotes[]? Windows { get; init; }

    /// <summary>Since when it waits for nodes that have not served yet, by name; null: nobody kept that.</summary>
    public SortedDictionary<string, DateTimeOffset>? Starting { get; init; }
}
