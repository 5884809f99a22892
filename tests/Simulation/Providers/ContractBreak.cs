namespace Simulation.Tests.Providers;

public enum ContractBreak
{
    /// <summary>Cancellation is ignored.</summary>
    IgnoresCancellation,

    /// <summary>Cancellation is checked only before the first step.</summary>
    LooksAtCancellationOnce,

    /// <summary>All steps start when the method is called and run sequentially.</summary>
    BeginsEarly,

    /// <summary>A change is reported as done, but the tag remains unchanged.</summary>
    KeepsOldMark,

    /// <summary>Resources that are reported as created do not exist.</summary>
    MakesNothing,

    /// <summary>Resources that are reported as removed still exist.</summary>
    RemovesNothing,

    ObservesForever,

    AppliesForever,

    ConnectsForever,

    StartsForever,
}
