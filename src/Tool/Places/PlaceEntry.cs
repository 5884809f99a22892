using Scalewright.Providers;

namespace Scalewright.Tool.Places;

/// <summary>A place that the tool can use.</summary>
/// <param name="Name">The word for it on the command line.</param>
/// <param name="About">What its nodes are.</param>
/// <param name="Abilities">What not every place can, as its provider declares it.</param>
/// <param name="Open">Opens it; what is wrong with the choice is an exception of the library, or an argument's.</param>
internal sealed record PlaceEntry(string Name, string About, ValueList<string> Abilities, Func<PlaceChoice, IProvider> Open)
{
    /// <summary>Names of the options that say more about it, with hyphens.</summary>
    public ValueList<string> Options { get; init; } = [];

    /// <summary>What tells one place of this name from another, as far as the command line can; nothing for a place that is gone with the command.</summary>
    public Func<PlaceChoice, string> Locate { get; init; } = _ => "";

    /// <summary>The option it cannot do without; null: there is none.</summary>
    public string? Needed { get; init; }

    /// <summary>True when what is made there is gone when the program ends.</summary>
    public bool IsFleeting { get; init; }
}
