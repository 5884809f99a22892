namespace Scalewright.Tool.Places;

/// <summary>Which place the user chose, and what was said about it.</summary>
/// <param name="Entry">The place.</param>
internal sealed record PlaceChoice(PlaceEntry Entry)
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

    /// <summary>How long a node that is a job lives; default one hour.</summary>
    public int Hours { get; init; } = 1;

    /// <summary>The kubeconfig file; empty: where kubectl looks.</summary>
    public string Kubeconfig { get; init; } = "";

    /// <summary>The image of pods whose nodes name none; empty: such nodes are refused.</summary>
    public string Image { get; init; } = "";

    /// <summary>The socket of minimega; null: where the library has it.</summary>
    public string? Socket { get; init; }

    /// <summary>What is noted of it beside a state.</summary>
    public PlaceRecord Record() => new(Entry.Name, Entry.Locate(this));
}
