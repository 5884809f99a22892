namespace Scalewright;

/// <summary>Known mistakes that can be switched on inside of the core, so that a test can see whether the simulation finds them. Never on outside of tests.</summary>
[Flags]
internal enum PlantedDefects
{
    None = 0,

    /// <summary>The provider is called while the intent is still on its way to the disk.</summary>
    OrdersBeforeIntent = 1 << 0,

    /// <summary>The caller hears of a result that is not on disk yet.</summary>
    AcknowledgesBeforeResult = 1 << 1,

    /// <summary>The journal is not flushed.</summary>
    SkipsFlush = 1 << 2,

    /// <summary>A holder does not look whether another one took over.</summary>
    SkipsFencing = 1 << 3,

    /// <summary>A lock that another one holds counts as free.</summary>
    IgnoresLock = 1 << 4,

    /// <summary>A new holder has the epoch of the last one.</summary>
    KeepsEpoch = 1 << 5,

    /// <summary>A repeated step has another token.</summary>
    ChangesTokenOnRetry = 1 << 6,

    /// <summary>A step is repeated that the provider did not call safe to repeat.</summary>
    RetriesUnsafeSteps = 1 << 7,

    /// <summary>All steps are ordered at once.</summary>
    IgnoresWaves = 1 << 8,

    /// <summary>What nobody knows counts as failed.</summary>
    TakesUnknownForFailed = 1 << 9,

    /// <summary>What nobody knows counts as done.</summary>
    TakesUnknownForDone = 1 << 10,

    /// <summary>What is heard after a cancellation is not recorded.</summary>
    LosesOutcomesOnCancel = 1 << 11,

    /// <summary>Lists are believed before they must be right.</summary>
    IgnoresConsistencyWindow = 1 << 12,

    /// <summary>What is gone stays in the memory.</summary>
    NeverForgets = 1 << 13,

    /// <summary>What nothing needs is left where it is.</summary>
    LeavesStrays = 1 << 14,

    /// <summary>A stray is taken in though it is not what is wanted.</summary>
    AdoptsMisfits = 1 << 15,

    /// <summary>A snapshot has no open intents.</summary>
    SnapshotsWithoutIntents = 1 << 16,

    /// <summary>A node that does not work is never made again.</summary>
    KeepsBrokenNodes = 1 << 17,

    /// <summary>A partition gets nodes that another one has.</summary>
    GivesNodesTwice = 1 << 18,

    /// <summary>The nodes of a partition never come back.</summary>
    KeepsPartitions = 1 << 19,

    /// <summary>The reaper removes what has no end.</summary>
    ReapsUnexpired = 1 << 20,

    /// <summary>A command that may not be repeated is.</summary>
    RepeatsCommands = 1 << 21,

    /// <summary>A block of addresses begins with the last address of the one before.</summary>
    OverlapsAddressBlocks = 1 << 22,
}
