namespace Sdk.Tests.Plugins;

/// <summary>Options of shelves.</summary>
public sealed record ShelfOptions : PluginOptions
{
    /// <summary>Boards; default 3.</summary>
    [OptionRange(1, 9)]
    public int Boards { get; init; } = 3;

    /// <summary>What the shelf is made of.</summary>
    public required string Material { get; init; }

    /// <summary>The network behind the shelf.</summary>
    [OptionKey("container_template.external_network")]
    public NetworkTemplate? ExternalNetwork { get; init; }

    /// <summary>The day it is dusted.</summary>
    [OptionKey("care.day")]
    public DayOfWeek? Day { get; init; }
}
