using Scalewright.Clusters;
using Scalewright.Providers;

namespace Scalewright.Tool.Places;

/// <summary>A place that the tool can use.</summary>
/// <param name="About">What its nodes are.</param>
/// <param name="Abilities">What not every place can, as its provider declares it.</param>
/// <param name="Open">Opens it; what is wrong with the choice is an exception of the library, or an argument's.</param>
internal sealed record PlaceEntry(string Name, string About, ValueList<string> Abilities, Func<PlaceChoice, IProvider> Open)
{
    /// <summary>Names of the options that say more about it, with hyphens.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>What tells one place of this name from another, as far as the command line can; nothing for a place that is gone with the command.</summary>
    public Func<PlaceChoice, string> Locate { get; init; } = _ => "";

    /// <summary>What it cannot do without.</summary>
    public ValueList<PlaceNeed> Needs { get; init; } = [];

    /// <summary>True when <c>--key</c> names the file of a public key there; else it is the name of a key that the place has.</summary>
    public bool HasKeyFile { get; init; }

    /// <summary>True when it has no way into nodes itself, and they are entered by the system's OpenSSH client.</summary>
    public bool IsEnteredBySsh { get; init; }

    /// <summary>How long nodes may take to become ready; null: as long as the library gives them.</summary>
    public TimeSpan? StartMax { get; init; }

    /// <summary>True when what is made there is gone when the program ends.</summary>
    public bool IsFleeting { get; init; }

    /// <summary>How clusters behave there.</summary>
    public ClusterSettings Settings => StartMax is { } longest ? new ClusterSettings { StartMax = longest } : new ClusterSettings();
}
