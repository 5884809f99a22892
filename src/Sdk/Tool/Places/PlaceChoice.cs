using Scalewright.Agents;

namespace Scalewright.Tool.Places;

/// <summary>Which place the user chose, and what was said about it.</summary>
/// <param name="Environment">Variables with its secrets, and the clock of its provider.</param>
internal sealed record PlaceChoice(PlaceEntry Entry, ToolEnvironment Environment)
{
    /// <summary>The seed of a simulated place; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Where nodes are written down, on this machine or on each that is reached by SSH; null: where the library has it.</summary>
    public string? Folder { get; init; }

    /// <summary>The file of machines; empty when the place takes none.</summary>
    public string Hosts { get; init; } = "";

    /// <summary>The configuration of the OpenSSH client; empty: the user's own.</summary>
    public string Config { get; init; } = "";

    /// <summary>The OpenSSH client.</summary>
    public string Client { get; init; } = "ssh";

    /// <summary>The partition that jobs go to; empty: Slurm's own.</summary>
    public string Partition { get; init; } = "";

    /// <summary>How long a node lives that is a job, or reserved; default one hour.</summary>
    public int Hours { get; init; } = 1;

    /// <summary>The kubeconfig file; empty: where kubectl looks.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>What is put on nodes that name no image; empty: what the library puts there, or such nodes are refused.</summary>
    public string Image { get; init; } = "";

    /// <summary>The socket of minimega; null: where the library has it.</summary>
    public string? Socket { get; init; }

    /// <summary>Where the service of the place answers; empty: at the place's public address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whose nodes they are: a user, or the id of a key or credential; empty when the place takes none.</summary>
    public string User { get; init; } = "";

    /// <summary>Sites of the place that nodes are at, the one of nodes that name none first; none when the place takes none.</summary>
    public ValueList<string> Sites { get; init; } = [];

    /// <summary>The kind of machine of nodes that name none; empty: what the library takes.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What opens machines: the file of a public key, or a name that the place knows; empty: nothing is said.</summary>
    public string Key { get; init; } = "";

    /// <summary>The network that gives nodes addresses from outside; empty: they get none.</summary>
    public string FloatingNetwork { get; init; } = "";

    /// <summary>The way into nodes of a place that has none itself; stays the caller's to dispose. Null: they cannot be entered.</summary>
    public INodeTransport? Way { get; init; }

    /// <summary>What is noted of it beside a state.</summary>
    public PlaceRecord Record() => new(Entry.Name, Entry.Locate(this));
}
