namespace Simulation.Tests.Providers;

/// <summary>A rule of providers that a <see cref="BrokenPlace"/> breaks.</summary>
public enum ContractBreak
{
    /// <summary>A cancellation is not looked at.</summary>
    IgnoresCancellation,

    /// <summary>A cancellation is looked at before the first step and not again.</summary>
    LooksAtCancellationOnce,

    /// <summary>All is begun when the call is made, and done one after the other.</summary>
    BeginsEarly,

    /// <summary>A change is said to be done, and the mark stays the old one.</summary>
    KeepsOldMark,

    /// <summary>What is said to be made is not there.</summary>
    MakesNothing,

    /// <summary>What is said to be removed stays.</summary>
    RemovesNothing,

    /// <summary>Nobody hears what there is.</summary>
    ObservesForever,

    /// <summary>No outcome is told.</summary>
    AppliesForever,

    /// <summary>No way into a node is opened, nor refused.</summary>
    ConnectsForever,

    /// <summary>Nodes stay as they are when they are made.</summary>
    StartsForever,
}
